// user/bin/edit/screen.h: the terminal while it belongs to the editor. Only rows that differ from what it shows are sent.
#pragma once

#include "abi/integers.h"

constexpr usize kRowsMax = 200;
constexpr usize kRowBytes = 1024; // of a row, in UTF-8: what has more marks than fit loses the rest

// A row of cells that is being put together.
class Row {
  public:
    explicit Row(usize columns) : columns_(columns) {}

    // One character at a column, which is left of nothing that was added before. What is outside of the row is left out.
    void add(const char* text, usize size, usize width);
    void add(const char* text); // ASCII
    void add_blanks(usize count);
    void highlight() { highlighted_ = true; }

    bool operator==(const Row& other) const;
    void send() const;

  private:
    usize columns_;
    usize used_ = 0; // columns
    usize size_ = 0;
    bool full_ = false; // something did not fit, and nothing comes after it
    bool highlighted_ = false;
    char bytes_[kRowBytes];
};

class Screen {
  public:
    // Takes the terminal; is_on() tells whether there is one.
    Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen();

    bool is_on() const { return mode_before_ >= 0; }
    usize rows() const { return rows_; }
    usize columns() const { return columns_; }

    void show(usize number, const Row& row);
    void put_cursor(usize row, usize column); // and send everything
    void forget();                            // what the terminal shows is not known any more
    void ring() const;

  private:
    usize rows_;
    usize columns_;
    int mode_before_;
    Row* shown_[kRowsMax] = {}; // null: not known
};
