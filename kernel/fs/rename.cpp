// fs/rename.cpp: another name for a file, in place of the old one, and in place of another file.
#include "fs/changes.h"
#include "fs/link_count.h"

namespace {

// What is to become what.
struct Move {
    PathEnd from;
    PathEnd to;

    const Ref<Inode>& file() const { return from.file; }
    bool of_directory() const { return from.file->is_directory(); }
    bool replaces_directory() const { return to.file && to.file->is_directory(); }
    bool changes_parent() const {
        return of_directory() && from.directory->number() != to.directory->number();
    }
};

// Whether a directory is the other one, or above it. On a corrupt disk the way up may be a circle, which is no longer
// than there can be files.
Result<bool> is_above(const Inode& directory, const Ref<Inode>& other) {
    Ref<Inode> place = other;
    for (u64 steps = other->file_system().geometry().inodes; steps > 0; steps--) {
        if (place->number() == directory.number()) return true;
        if (place->number() == ext2::kRootInode) return false;
        place = TRY(find_entry(*place, Name("..", 2)));
        if (!place->is_directory()) break;
    }
    return other->file_system().report("a directory is not below the root", other->number(), 0);
}

// What may not move, or not there, whatever stands there.
Result<void> check_ways(const Move& move) {
    for (const PathEnd* end : {&move.from, &move.to})
        if (end->is_root() || end->is_dots()) return Errno::busy;
    if (!move.from.file) return Errno::noent;
    if ((move.from.slash || move.to.slash) && !move.of_directory()) return Errno::notdir;
    if (move.of_directory() && TRY(is_above(*move.file(), move.to.directory))) return Errno::inval;
    return {};
}

// Whether the file that stands there may lose its name to the other one.
Result<void> check_replaced(const Move& move) {
    if (!move.to.file) return {};
    if (move.of_directory() && !move.replaces_directory()) return Errno::notdir;
    if (!move.of_directory() && move.replaces_directory()) return Errno::isdir;
    if (move.replaces_directory() && !TRY(is_empty(*move.to.file))) return Errno::notempty;
    return {};
}

// All that a move changes, in memory before anything is changed.
struct Parts {
    bool at_once() { return new_name.block().number() == old_name.block().number(); } // as seen on the disk

    RecordPlace new_name;
    RecordPlace old_name;
    RecordPlace dot_dot; // of a directory that gets another parent; else nothing
    LinkCount links;
    LinkCount new_parent_links;
    LinkCount old_parent_links;
    LinkCount replaced_links; // or those of the file itself, if it replaces none
};

Result<RecordPlace> place_of_dot_dot(const Move& move) {
    Ext2& file_system = move.file()->file_system();
    if (!move.changes_parent()) return RecordPlace(file_system, BlockView(nullptr), 0);
    Result<RecordPlace> place = place_of(*move.file(), Name("..", 2));
    if (place.error() != Errno::noent) return place;
    return file_system.report("a directory has no parent", move.file()->number(), 0);
}

Result<RecordPlace> place_of_new_name(const Move& move) {
    if (move.to.file) return place_of(*move.to.directory, move.to.name);
    return room_for(*move.to.directory, move.to.name);
}

Result<Parts> gather(const Move& move) {
    RecordPlace new_name = TRY(place_of_new_name(move));
    RecordPlace old_name = TRY(place_of(*move.from.directory, move.from.name));
    RecordPlace dot_dot = TRY(place_of_dot_dot(move));
    LinkCount links = TRY(LinkCount::of(move.file()));
    LinkCount new_parent_links = TRY(LinkCount::of(move.to.directory));
    LinkCount old_parent_links = TRY(LinkCount::of(move.from.directory));
    LinkCount replaced_links = TRY(LinkCount::of(move.to.file ? move.to.file : move.file()));
    return Parts{std::move(new_name),      std::move(old_name),         std::move(dot_dot),
                 std::move(links),         std::move(new_parent_links), std::move(old_parent_links),
                 std::move(replaced_links)};
}

// A directory has another one in it now, if it does not lose one in exchange; and a file has two names for a while. The
// inode that moves may wait to be written behind something else: the new name waits longer, whatever is counted.
Result<void> count_new_name(const Move& move, Parts& parts) {
    const bool one_more = move.changes_parent() && !move.replaces_directory();
    const bool two_names = !move.of_directory() && !parts.at_once();
    if (one_more && move.to.directory->links() >= kLinksMax) return Errno::mlink;
    if (two_names && move.file()->links() == UINT16_MAX) return Errno::mlink; // what the disk has room for
    LinkCount& links = one_more ? parts.new_parent_links : parts.links;
    if (one_more || two_names) links.add(1);
    Result<void> ordered;
    if (!parts.at_once()) ordered = parts.links.comes_before(parts.new_name);
    if (ordered && one_more) ordered = parts.new_parent_links.comes_before(parts.new_name);
    if (!ordered && (one_more || two_names)) links.remove(1, 1);
    return ordered;
}

// As in LinkCount, an error comes too late to stop anything.
void in_order(RecordPlace& first, RecordPlace& second, Ext2& file_system) {
    file_system.order_late(first.block(), second.block());
}

void change_names(const Move& move, Parts& parts) {
    Ext2& file_system = move.file()->file_system();
    if (move.to.file)
        parts.new_name.redirect(*move.file());
    else
        parts.new_name.put(move.to.name, *move.file());
    if (move.changes_parent()) {
        in_order(parts.new_name, parts.dot_dot, file_system);
        parts.dot_dot.redirect(*move.to.directory);
        in_order(parts.dot_dot, parts.old_name, file_system);
    } else if (!parts.at_once()) {
        in_order(parts.new_name, parts.old_name, file_system);
    }
    parts.old_name.remove();
}

void count_lost_names(const Move& move, Parts& parts) {
    if (!move.of_directory() && !parts.at_once()) {
        parts.links.comes_after(parts.old_name);
        parts.links.remove(1, 1);
    }
    if (move.to.file) {
        parts.replaced_links.comes_after(parts.new_name);
        parts.replaced_links.remove(move.replaces_directory() ? kLinksOfDirectory : 1, 0);
    }
    if (move.changes_parent() || move.replaces_directory()) {
        parts.old_parent_links.comes_after(parts.old_name);
        parts.old_parent_links.remove(1, kLinksOfDirectory);
    }
}

// In the order of fs/changes.h.
Result<void> carry_out(const Move& move) {
    Parts parts = TRY(gather(move));
    TRY(count_new_name(move, parts));
    change_names(move, parts);
    count_lost_names(move, parts);
    (void)move.from.directory->touch();
    if (move.to.directory->number() != move.from.directory->number()) (void)move.to.directory->touch();
    return {};
}

} // namespace

Result<void> rename_file(const Ref<Inode>& from_start, const char* from, const Ref<Inode>& to_start,
                         const char* to, bool only_new) {
    const Change change(from_start->file_system());
    PathEnd old_end = TRY(lookup_end(from_start, from, AT_SYMLINK_NOFOLLOW));
    PathEnd new_end = TRY(lookup_end(to_start, to, AT_SYMLINK_NOFOLLOW));
    const Move move{std::move(old_end), std::move(new_end)};
    TRY(check_ways(move));
    if (move.to.file && only_new) return Errno::exist;
    if (move.to.file && move.to.file->number() == move.file()->number()) return {}; // two names: both stay
    TRY(check_replaced(move));
    TRY(from_start->file_system().allow_change());
    return carry_out(move);
}
