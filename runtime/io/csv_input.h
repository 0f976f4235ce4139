// A CSV or TSV file into a TableBuilder: header, encoding, then pieces of some megabytes on several threads, each cut
// into records and converted column by column (semantics A9, A10).
#pragma once

#include "runtime/io/table_builder.h"

namespace sop {

void read_csv(const InputPlan& plan, const DataFile& file, TableBuilder& builder);

constexpr char delimiter_of(FileFormat format) { return format == FileFormat::tsv ? '\t' : ','; }

// What kind of bytes stand in for UTF-8: gb18030, utf16, or not_utf8.
InputFault encoding_fault(std::string_view bytes);

// Without a byte order mark.
std::string_view without_bom(std::string_view text);

}  // namespace sop
