// scripts/generate/words.cpp: the words of kernel/abi/words.def, each put where the table has what it is about.
#include "words.h"
#include <algorithm>
#include <iostream>
#include <map>

namespace {

struct Said {
    enum { usually, call, parameter, failure, more } kind;
    std::string name;
    std::string text;
};

const std::vector<Said> kSaid = {
#define USUALLY(error, text)  {Said::usually, #error, text},
#define CALL(name)            {Said::call, #name, ""},
#define PARAMETER(name, text) {Said::parameter, #name, text},
#define FAILS(error, text)    {Said::failure, #error, text},
#define MORE(text)            {Said::more, "", text},
#include "abi/words.def"
#undef USUALLY
#undef CALL
#undef PARAMETER
#undef FAILS
#undef MORE
};

bool complain(const std::string& what) {
    std::cerr << "generate: kernel/abi/words.def " << what << "\n";
    return false;
}

bool add_to(Call& call, const Said& said) {
    if (said.kind == Said::more) {
        call.more = said.text;
        return true;
    }
    if (said.kind == Said::parameter) {
        const auto parameter = std::ranges::find(call.parameters, said.name, &Parameter::name);
        if (parameter == call.parameters.end())
            return complain("speaks of a parameter that " + call.name + " does not have: " + said.name);
        parameter->words = said.text;
        return true;
    }
    const auto error = std::ranges::find(call.errors, said.name, &ErrorName::name);
    if (error == call.errors.end())
        return complain("speaks of an error that " + call.name + " does not list: " + said.name);
    error->reason = said.text;
    return true;
}

// What is usual, where the call has no words of its own. If it has any, no error may be left.
bool add_usual(Call& call, const std::map<std::string, std::string>& usual, bool has_words) {
    for (ErrorName& error : call.errors) {
        const auto found = usual.find(error.name);
        if (error.reason.empty() && found != usual.end()) error.reason = found->second;
        if (error.reason.empty() && has_words)
            return complain("does not say when " + call.name + " fails with " + error.upper);
    }
    return true;
}

} // namespace

bool add_words(Table& table) {
    std::map<std::string, std::string> usual;
    std::map<std::string, bool> has_words;
    auto call = table.calls.end();
    for (const Said& said : kSaid) {
        if (said.kind == Said::usually) {
            usual[said.name] = said.text;
        } else if (said.kind == Said::call) {
            call = std::ranges::find(table.calls, said.name, &Call::name);
            if (call == table.calls.end())
                return complain("speaks of a call that there is not: " + said.name);
            has_words[said.name] = true;
        } else if (!add_to(*call, said)) {
            return false;
        }
    }
    return std::ranges::all_of(
        table.calls, [&](Call& each) { return add_usual(each, usual, has_words.contains(each.name)); });
}
