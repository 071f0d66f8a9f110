// scripts/generate/pages.h: the manual: one page for each call, enumeration and structure, before it becomes a file.
#pragma once

#include "table.h"
#include <utility>

// A piece of a page. What it looks like is the writer's business.
struct Block {
    enum { paragraph, heading, code, assembly, list } kind;
    std::string text;
    std::vector<std::pair<std::string, std::string>>
        items; // of a list: what is explained, and the explanation
};

struct Page {
    std::string name;
    std::string summary;
    std::vector<Block> blocks;
};

struct Chapter {
    std::string title;
    std::vector<Page> pages;
};

// What a call is, in general; it is the first page.
Page introduction();

// The calls, a chapter for each file of handlers, and then their types.
std::vector<Chapter> call_chapters(const Table& table);
std::vector<Chapter> type_chapters(const Table& table);

// implemented, stub or retired.
std::string in_words(Status status);
