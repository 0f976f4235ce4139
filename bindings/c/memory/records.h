// What single items of a book hold, as bytes and back. A value of a fact stands as 0 and 1 or as its member's name, a
// text as itself: codes and indexes mean nothing in another run.
#pragma once

#include <optional>

#include "bindings/c/memory/packed_bytes.h"
#include "compiler/ir/program.h"
#include "runtime/run/last_run.h"
#include "runtime/run/memory.h"
#include "runtime/run/outbox.h"

namespace sop::embed {

std::string held_record(const Program& program, Type type, const HeldState& state);
std::optional<HeldState> held_state(const Program& program, Type type, std::string_view bytes);

std::string change_record(const Program& program, Type type, const ChangeRow& row);
std::optional<ChangeRow> change_row(const Program& program, Type type, std::string_view bytes);

std::string fired_record(std::string_view value, Micros at);
std::optional<std::pair<std::string, Micros>> fired(std::string_view bytes);

std::string tag_record(const TextPool& pool, const StoredTag& tag);
std::optional<StoredTag> stored_tag(TextPool& pool, std::string_view bytes);

std::string instance_record(const Instance& instance, const Journey& journey);
std::optional<Instance> instance(std::string_view bytes, const Journey& journey);
// Of somebody who left a version that nobody knows any more: that she was inside, and when.
std::optional<Instance> instance_of_old(std::string_view bytes);
// Is it of somebody who is still inside?
bool is_live(std::string_view instance_bytes);

std::string queued_record(const QueuedEntry& entry, const Journey& journey);
std::optional<QueuedEntry> queued_entry(std::string_view bytes, const Journey& journey);

std::string contact_record(const HeldContact& contact);
std::optional<HeldContact> held_contact(std::string_view bytes);

std::string deed_record(const OutboxRow& row);
std::optional<Deed> deed(std::string_view bytes);

std::string actions_record(const LastRun::Actions& actions);
std::optional<LastRun::Actions> last_actions(std::string_view bytes);

}  // namespace sop::embed
