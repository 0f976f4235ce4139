// What the headers of ordinary tables are made of: whose row it is, what is personal, what is money, who must not be
// messaged. Guesses: they choose what is asked and suggested, never what is sent.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "runtime/io/infer.h"

namespace sop::cli {

inline constexpr std::array<std::string_view, 14> people_words = {"customer", "household", "member",  "user",  "client",
                                                                  "buyer",    "guest",     "patient", "客户",  "会员",
                                                                  "用户",     "顾客",      "买家",    "openid"};
inline constexpr std::array<std::string_view, 10> private_words = {"phone", "mobile", "email", "id_card", "address",
                                                                   "手机",  "电话",   "邮箱",  "身份证",  "地址"};

// What somebody who lists them would call money, and who must not be messaged.
inline constexpr std::array<std::string_view, 16> money_words = {
    "amount", "price", "spend", "revenue", "payment", "cost", "fee",  "balance",
    "金额",   "价格",  "单价",  "消费",    "实付",    "余额", "费用", "应付"};
inline constexpr std::array<std::string_view, 17> refusal_words = {
    "opted_out", "opt_out", "optout", "unsubscribe", "do_not_contact", "dnd",    "no_contact", "blacklist", "refuse",
    "退订",      "拒收",    "拒绝",   "勿扰",        "不接收",         "黑名单", "免打扰",     "屏蔽"};

// Does the column's header have one of the words in it, whatever their case?
bool has_word(const InferredColumn& column, std::span<const std::string_view> words);

}  // namespace sop::cli
