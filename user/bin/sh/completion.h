// user/bin/sh/completion.h: how Tab goes on with a word.
#pragma once

#include "text.h"

namespace shell {

// The word at the end of a line that is being typed.
struct UnfinishedWord {
    Text text;            // without its quotes and backslashes
    bool command = false; // it stands where a command's name does
    char quote = 0;       // the quote that is still open
};
UnfinishedWord unfinished_word(View line);

struct Completion {
    Text insertion;        // what to put after the word
    List<Text> candidates; // if there is more than one, what they are called
};
// names: all that the word could become, in whole.
Completion complete(const UnfinishedWord& word, List<Text> names);

// The files that a word could become. Directories have a slash at the end.
List<Text> matching_files(View word);
// The programs in the folders of path.
List<Text> matching_programs(View word, View path);

} // namespace shell
