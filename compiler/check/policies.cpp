// Channels, templates and policies (language.md 2.5): what may be sent, when, and to whom not.
#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_channels() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::channel)) continue;
    for (Node item : node.children()) {
      if (item.is(N::quota)) later("a channel's `quota`", item.span());
      if (item.is(N::valid_hours)) {
        for (Node time : item.children(N::time)) literal(time);
        later("a channel's `valid` hours", item.span());
      }
      if (!item.is(N::by_role)) continue;
      role_reference(item.last_child(), {});
      channel_roles_[parsed_.name_of(node)] = item.last_child();
    }
  }
  for (Node node : parsed_.declarations())
    if (node.is(N::action_decl) && !node.child(N::on_channel) && !node.child(N::flag))
      report(Code::S2036, node.child(N::name).span(), {parsed_.name_of(node)});
}

void Checker::check_templates() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::template_decl)) continue;
    const std::string name = parsed_.name_of(node);
    if (const Node on = node.child(N::on_channel)) {
      template_channels_[name] = text(on.child(N::name));
      if (symbols_.find(Space::channels, text(on.child(N::name))) == nullptr)
        unknown(Space::channels, text(on.child(N::name)), on.child(N::name).span());
    }
    for (Node item : node.children()) template_item(item, name);
  }
}

void Checker::template_item(Node item, const std::string& name) {
  switch (item.kind()) {
    case N::only_if: {
      const InstId allowed = condition(item.last_child(), {});
      if (allowed.exists())
        program_.guards.push_back(
            {GuardKind::only_if, build_.negation(allowed, item.span()), name, {}, "only if", item.span()});
      return;
    }
    case N::valid_hours:
      for (Node time : item.children(N::time)) literal(time);
      later("a template's `valid` hours", item.span());
      return;
    case N::expect_answer: selected_events(item.child(N::path), item, {}); return;
    default: return;
  }
}

void Checker::check_policies() {
  for (Node node : parsed_.declarations())
    if (node.is(N::policy))
      for (Node item : node.children()) policy_item(item);
}

void Checker::policy_item(Node item) {
  switch (item.kind()) {
    case N::policy_cap:
      for (Node part : item.children(N::where_clause)) condition(part.last_child(), {});
      if (!item.child(N::on_cap))
        report(Code::S2017, item.first_token(),
               {"cap", "on_cap", "超限", "say what happens when it is full: `on_cap skip`",
                "写明达到上限后怎么办:`超限 跳过`"});
      later("a policy's `cap`", item.span());
      return;
    case N::quiet:
      for (Node time : item.children(N::time)) literal(time);
      later("a policy's `quiet` hours", item.span());
      return;
    case N::holdout: later("a policy's `holdout`", item.span()); return;
    case N::suppress: {
      const Node body = item.child(std::size_t{0});
      const InstId blocked = condition(body, {});
      const Node on = item.child(N::on_channel);
      if (on && symbols_.find(Space::channels, text(on.child(N::name))) == nullptr)
        unknown(Space::channels, text(on.child(N::name)), on.child(N::name).span());
      if (blocked.exists())
        program_.guards.push_back({GuardKind::suppress,
                                   blocked,
                                   {},
                                   on ? text(on.child(N::name)) : "",
                                   std::string(source(body.span()).text(body.span())),
                                   item.span()});
      return;
    }
    case N::forbid: {
      const Node name = item.child(N::name);
      expect_declared(Space::templates, text(name), name.span(), true);
      std::string reason;
      if (const Node because = item.child(N::because))
        for (Node line : because.children(N::text)) reason += text(line);
      InstId blocked;
      if (const Node when = item.child(N::when_clause)) blocked = condition(when.last_child(), {});
      if (const Node unless = item.child(N::unless)) {
        const InstId allowed = condition(unless.last_child(), {});
        if (allowed.exists()) blocked = build_.negation(allowed, unless.span());
      }
      if (blocked.exists())
        program_.guards.push_back({GuardKind::forbid, blocked, text(name), {}, reason, item.span()});
      return;
    }
    default: return;
  }
}

}  // namespace sop
