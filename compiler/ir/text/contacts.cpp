#include "compiler/ir/text/contacts.h"

#include <algorithm>

namespace sop::ir_text {
namespace {

constexpr std::string_view channel_kinds[] = {"direct", "staff_task", "broadcast"};
constexpr std::string_view unknown_words[] = {"park", "retry"};
constexpr std::string_view quota_owners[] = {"channel", "customer", "staff"};
constexpr std::string_view full_words[] = {"skip", "exit", "defer"};

std::string_view word_of(Words words, auto value) { return words[static_cast<std::size_t>(value)]; }

// The fields of each line after its leading words, in order; `io` is Writer or Reader.
void channel_fields(auto& io, auto& channel) {
  io.text("label", channel.label);
  io.inst("staff", channel.staff);
  io.whole("rate", channel.rate, std::int64_t{0});
  io.duration("rate_window", channel.rate_window);
  io.span(channel.span);
}

void template_fields(auto& io, auto& made) {
  io.text("label", made.label);
  io.text("channel", made.channel);
  io.flag("for_staff", made.for_staff);
  io.span(made.span);
}

void hours_fields(auto& io, auto& hours) {
  io.time_of_day("from", hours.from_us);
  io.time_of_day("to", hours.to_us);
  io.span(hours.span);
}

void cap_fields(auto& io, auto& cap) {
  io.text("policy", cap.policy);
  io.duration("window", cap.window);
  io.text("channel", cap.filter.channel);
  io.inst("where", cap.where);
  io.duration("up_to", cap.defer);
  io.span(cap.span);
}

void quiet_fields(auto& io, auto& quiet) {
  io.text("policy", quiet.policy);
  io.time_of_day("from", quiet.hours.from_us);
  io.time_of_day("to", quiet.hours.to_us);
  io.text("channel", quiet.filter.channel);
  io.flag("skip", quiet.skip);
  io.flag("limited", quiet.has_limit);
  io.duration("up_to", quiet.limit);
  io.span(quiet.span);
}

void print_hours(Writer& out, std::string_view word, const std::vector<DayHours>& all) {
  for (const DayHours& hours : all) {
    out.begin_line(2);
    out.word(word);
    hours_fields(out, hours);
    out.end_line();
  }
}

void print_channel(Writer& out, const Channel& channel) {
  out.begin_line();
  out.word("channel");
  out.word(name_token(channel.name));
  out.word(word_of(channel_kinds, channel.kind));
  out.word(word_of(unknown_words, channel.on_unknown));
  channel_fields(out, channel);
  out.end_line();
  for (const Quota& quota : channel.quotas) {
    out.begin_line(2);
    out.word("quota");
    out.word(std::to_string(quota.count));
    out.word(word_of(quota_owners, quota.per));
    out.duration("window", quota.window);
    out.span(quota.span);
    out.end_line();
  }
  print_hours(out, "channel_hours", channel.valid);
}

void print_cap(Writer& out, const Cap& cap) {
  out.begin_line();
  out.word("cap");
  out.word(std::to_string(cap.count));
  out.word(word_of(contact_class_words(), cap.filter.of_class));
  out.word(word_of(full_words, cap.on_full));
  cap_fields(out, cap);
  out.end_line();
}

template <class T>
T* last_of(Reader& in, std::vector<T>& all) {
  if (all.empty()) in.fail("what these lines belong to");
  return all.empty() ? nullptr : &all.back();
}

}  // namespace

void print_contacts(Writer& out) {
  const Contacts& contacts = out.program().contacts;
  for (const Channel& channel : contacts.channels) print_channel(out, channel);
  for (const Template& made : contacts.templates) {
    out.begin_line();
    out.word("template");
    out.word(name_token(made.name));
    out.word(word_of(contact_class_words(), made.of_class));
    template_fields(out, made);
    out.end_line();
    print_hours(out, "template_hours", made.valid);
  }
  for (const Cap& cap : contacts.caps) print_cap(out, cap);
  for (const QuietHours& quiet : contacts.quiet) {
    out.begin_line();
    out.word("quiet");
    out.word(word_of(contact_class_words(), quiet.filter.of_class));
    quiet_fields(out, quiet);
    out.end_line();
  }
  for (const Holdout& holdout : contacts.holdouts) {
    out.begin_line();
    out.word("holdout");
    out.word(quoted(holdout.policy));
    out.word(std::to_string(holdout.share));
    out.span(holdout.span);
    out.end_line();
  }
  if (contacts.priority.empty()) return;
  out.begin_line();
  out.word("priority");
  out.texts("of", true, contacts.priority);
  out.end_line();
}

void read_channel(Reader& in, Program& program) {
  Channel& channel = program.contacts.channels.emplace_back();
  channel.name = in.name();
  channel.kind = static_cast<ChannelKind>(in.one_of(channel_kinds));
  channel.on_unknown = static_cast<OnUnknown>(in.one_of(unknown_words));
  channel_fields(in, channel);
}

void read_quota(Reader& in, Program& program) {
  Channel* channel = last_of(in, program.contacts.channels);
  if (channel == nullptr) return;
  Quota& quota = channel->quotas.emplace_back();
  quota.count = in.whole();
  quota.per = static_cast<QuotaPer>(in.one_of(quota_owners));
  in.duration("window", quota.window);
  in.span(quota.span);
}

void read_channel_hours(Reader& in, Program& program) {
  if (Channel* channel = last_of(in, program.contacts.channels)) hours_fields(in, channel->valid.emplace_back());
}

void read_template(Reader& in, Program& program) {
  Template& made = program.contacts.templates.emplace_back();
  made.name = in.name();
  made.of_class = static_cast<ContactClass>(in.one_of(contact_class_words()));
  template_fields(in, made);
}

void read_template_hours(Reader& in, Program& program) {
  if (Template* made = last_of(in, program.contacts.templates)) hours_fields(in, made->valid.emplace_back());
}

void read_cap(Reader& in, Program& program) {
  Cap& cap = program.contacts.caps.emplace_back();
  cap.count = in.whole();
  cap.filter.of_class = static_cast<ContactClass>(in.one_of(contact_class_words()));
  cap.on_full = static_cast<OnFull>(in.one_of(full_words));
  cap_fields(in, cap);
}

void read_quiet(Reader& in, Program& program) {
  QuietHours& quiet = program.contacts.quiet.emplace_back();
  quiet.filter.of_class = static_cast<ContactClass>(in.one_of(contact_class_words()));
  quiet_fields(in, quiet);
}

void read_holdout(Reader& in, Program& program) {
  Holdout& holdout = program.contacts.holdouts.emplace_back();
  holdout.policy = in.text();
  holdout.share = in.whole();
  in.span(holdout.span);
}

void read_priority(Reader& in, Program& program) {
  bool present = true;
  in.texts("of", present, program.contacts.priority);
}

}  // namespace sop::ir_text
