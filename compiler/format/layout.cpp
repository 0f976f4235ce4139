#include "compiler/format/layout.h"

#include <algorithm>

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {

constexpr std::uint32_t indent_step = 2, continued = 4;

class Layout {
 public:
  explicit Layout(const Pieces& pieces) : pieces_(pieces) {}

  std::string run() {
    items(pieces_.file, 0);
    if (!out_.empty()) new_line();
    const std::vector<PieceComment>& last = piece(pieces_.file.close).leading;
    own_lines(last, 0, out_.empty());
    return std::move(out_);
  }

 private:
  using Parts = std::vector<Part>;
  struct Run {
    const Parts* parts;
    std::size_t begin, end;
    const Part& at(std::size_t i) const { return (*parts)[i]; }
  };

  const Piece& piece(std::size_t at) const { return pieces_.all[at]; }
  const Piece& piece(const Part& part) const { return piece(part.piece); }

  // ---- Blocks and items
  // ----------------------------------------------------------------------------------------------

  void items(const PieceBlock& block, std::uint32_t indent) {
    std::uint32_t inside_label = 0;
    for (std::size_t i = 0; i < block.items.size(); ++i) {
      const Item& it = block.items[i];
      if (it.label) inside_label = 0;
      above(piece(it.parts[0]), indent + inside_label, i == 0);
      item(it, indent + inside_label);
      if (it.label) inside_label = indent_step;
    }
  }

  // The empty line and the comments before an item, then its indent.
  void above(const Piece& first, std::uint32_t indent, bool top) {
    if (!out_.empty()) new_line();
    own_lines(first.leading, indent, top);
    const bool documented = !first.leading.empty() && first.leading.back().documentation;
    if (first.blank_before && !documented && !(top && first.leading.empty())) empty_line();
    start_line(indent);
  }

  void own_lines(const std::vector<PieceComment>& comments, std::uint32_t indent, bool top) {
    for (std::size_t i = 0; i < comments.size(); ++i) {
      const bool documented = i > 0 && comments[i - 1].documentation && comments[i].documentation;
      if (comments[i].blank_before && !documented && !(top && i == 0)) empty_line();
      start_line(indent);
      out_ += comments[i].text;
      new_line();
    }
  }

  void item(const Item& it, std::uint32_t indent) {
    line_indent_ = indent;
    const Run all{&it.parts, 0, it.parts.size()};
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= it.parts.size(); ++i) {
      if (i < it.parts.size() && it.parts[i].block == nullptr) continue;
      lines({all.parts, begin, i}, i < it.parts.size() ? 2 : 0);
      if (i < it.parts.size()) block(*it.parts[i].block);
      begin = i + 1;
    }
  }

  void block(const PieceBlock& b) {
    const std::uint32_t indent = line_indent_;
    if (out_ended_by_comment_ || !piece(b.open).leading.empty()) go_on_below(piece(b.open));
    put(piece(b.open));
    if (b.items.empty() && piece(b.close).leading.empty() && piece(b.open).trailing.empty())
      return put_glued(piece(b.close));
    if (b.one_line && column_ + 1 + flat_width(b) + 2 <= line_limit) {
      for (const Item& it : b.items) {
        put_blank(&it == b.items.data() ? 1 : 2);
        flat(it);
      }
      return put(piece(b.close));
    }
    items(b, indent + indent_step);
    new_line();
    own_lines(piece(b.close).leading, indent + indent_step, b.items.empty());
    start_line(indent);
    line_indent_ = indent;
    put(piece(b.close));
  }

  // Without the braces and their blanks. A block with comments never began on one line.
  std::uint32_t flat_width(const PieceBlock& b) const {
    std::uint32_t width = 0;
    for (const Item& it : b.items) width += flat_width({&it.parts, 0, it.parts.size()}) + 2;
    return width - (b.items.empty() ? 0 : 2);
  }

  std::uint32_t flat_width(const Run& run) const {
    std::uint32_t width = 0;
    for (std::size_t i = run.begin; i < run.end; ++i) {
      const Part& part = run.at(i);
      width += piece(part).width + (piece(part).space && i > run.begin ? 1 : 0);
      if (part.block) width += flat_width(*part.block) + 3;
    }
    return width;
  }

  void flat(const Item& it) {
    for (const Part& part : it.parts) {
      put(piece(part));
      if (!part.block) continue;
      for (const Item& inner : part.block->items) {
        put_blank(&inner == part.block->items.data() ? 1 : 2);
        flat(inner);
      }
      if (part.block->items.empty())
        put_glued(piece(part.block->close));
      else
        put(piece(part.block->close));
    }
  }

  // ---- Long lines
  // ----------------------------------------------------------------------------------------------------

  // A run of pieces without blocks. Comments inside force new lines; what lies between them is broken where it is long.
  void lines(const Run& run, std::uint32_t reserved) {
    std::size_t begin = run.begin;
    for (std::size_t i = run.begin; i < run.end; ++i) {
      const bool after_comment = i > begin ? !piece(run.at(i - 1)).trailing.empty() : out_ended_by_comment_;
      const bool comment_above = !piece(run.at(i)).leading.empty() && (i > begin || !at_line_start_);
      if (!after_comment && !comment_above) continue;
      if (i > begin) broken({run.parts, begin, i}, 0, 0);
      begin = i;
      go_on_below(piece(run.at(i)));
    }
    if (begin < run.end) broken({run.parts, begin, run.end}, reserved, 0);
  }

  // A comment stands between: the item goes on in a new line.
  void go_on_below(const Piece& next) {
    new_line();
    own_lines(next.leading, line_indent_ + continued, true);
    start_line(line_indent_ + continued);
  }

  void broken(const Run& run, std::uint32_t reserved, std::uint32_t rank) {
    const std::uint32_t lead = at_line_start_ || !piece(run.at(run.begin)).space ? 0 : 1;
    const int level = column_ + lead + flat_width(run) + reserved <= line_limit ? no_break : lowest_level(run);
    if (level == no_break) {
      for (std::size_t i = run.begin; i < run.end; ++i) put(piece(run.at(i)));
      return;
    }
    std::size_t begin = run.begin;
    for (std::size_t i = run.begin + 1; i <= run.end; ++i) {
      if (i < run.end && piece(run.at(i)).break_level != level) continue;
      const Run part{run.parts, begin, i};
      const std::uint32_t tail = i == run.end ? reserved : 0;
      if (begin > run.begin && !(piece(run.at(begin)).fill && column_ + 1 + flat_width(part) + tail <= line_limit)) {
        new_line();
        start_line(line_indent_ + continued + indent_step * rank);
      }
      broken(part, tail, begin > run.begin ? rank + 1 : rank);
      begin = i;
    }
  }

  int lowest_level(const Run& run) const {
    int lowest = no_break;
    for (std::size_t i = run.begin + 1; i < run.end; ++i) {
      const int level = piece(run.at(i)).break_level;
      if (level != no_break && (lowest == no_break || level < lowest)) lowest = level;
    }
    return lowest;
  }

  // ---- Characters
  // ----------------------------------------------------------------------------------------------------

  void put(const Piece& p) { put(p, p.space); }
  void put_glued(const Piece& p) { put(p, false); }

  void put(const Piece& p, bool space) {
    if (space && !at_line_start_ && !blank_put_) {
      ++column_;
      if (!p.text.empty()) out_ += ' ';
    }
    out_ += p.text;
    column_ += p.width;
    blank_put_ = false;
    if (!p.text.empty()) at_line_start_ = false;
    out_ended_by_comment_ = false;
    behind(p.trailing);
  }

  void put_blank(std::uint32_t count) {
    out_.append(count, ' ');
    column_ += count;
    blank_put_ = true;
  }

  void behind(const std::vector<PieceComment>& comments) {
    if (comments.empty()) return;
    const std::size_t line_begin = out_.rfind('\n') == std::string::npos ? 0 : out_.rfind('\n') + 1;
    const std::uint32_t column = display_width(std::string_view(out_).substr(line_begin)) + 2;
    for (std::size_t i = 0; i < comments.size(); ++i) {
      if (i > 0) new_line();
      out_.append(i == 0 ? 2 : column, ' ');
      out_ += comments[i].text;
    }
    out_ended_by_comment_ = true;
  }

  void new_line() {
    if (!out_.empty() && !out_.ends_with('\n')) out_ += '\n';
    out_ended_by_comment_ = false;
    column_ = 0;
    at_line_start_ = true;
  }

  void empty_line() {
    if (!out_.empty()) out_ += '\n';
  }

  void start_line(std::uint32_t indent) {
    out_.append(indent, ' ');
    column_ = indent;
    at_line_start_ = true;
    blank_put_ = false;
  }

  const Pieces& pieces_;
  std::string out_;
  std::uint32_t column_ = 0;       // by the wider language
  std::uint32_t line_indent_ = 0;  // of the item's first line
  bool at_line_start_ = true;
  bool blank_put_ = false;
  bool out_ended_by_comment_ = false;
};

}  // namespace

std::string lay_out(const Pieces& pieces) { return Layout(pieces).run(); }

}  // namespace sop
