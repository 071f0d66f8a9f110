// user/bin/sh/files.h: descriptors: writing everything, moving them about, and redirections that can be undone.
#pragma once

#include "syntax.h"

namespace shell {

class Expander;

// Writes all of text, however often that takes. False on an error.
bool write_all(int fd, View text);
// Reads to the end, but at most `most` bytes; zero bytes are left out. False on an error.
bool read_all(int fd, usize most, Text& text);

// Makes `to` mean what `from` means, and closes `from`. The program that is executed will have `to`.
void move_descriptor(int from, int to);
// A descriptor that no script can name, and that programs do not inherit, for the same file. -1 if there is none left.
int duplicate_high(int fd);

// The redirections of one command. Unless keep() is called, the destructor undoes them.
class Redirector {
  public:
    Redirector() = default;
    Redirector(const Redirector&) = delete;
    Redirector& operator=(const Redirector&) = delete;
    ~Redirector();

    // False after a mistake, which error() tells.
    bool apply(const List<Redirection>& redirections, Expander& expander);
    const Text& error() const { return error_; }
    void keep();

  private:
    static constexpr int kWasClosed = -1;
    struct Saved {
        int fd;
        int copy; // or kWasClosed
    };

    bool apply_one(const Redirection& redirection, Expander& expander);
    bool duplicate(const Redirection& redirection, View target);
    bool give_text(int fd, View text);
    bool save(int fd);
    bool fail(View what);

    List<Saved> saved_;
    Text error_;
};

} // namespace shell
