// proc/path.cpp: from a path to a place in /proc, and along its links.
#include "proc/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "memory/page_buffer.h"
#include "proc/proc.h"

namespace {

constexpr char kRoot[] = "/proc";
constexpr int kLinksMax = 8;

// Links of the disk that lead here (scripts/make_image.sh). They are followed by this, since nothing on the disk leads to /proc.
struct DiskLink {
    const char* path;
    const char* target;
};
constexpr DiskLink kDiskLinks[] = {
    {"/dev/fd", "/proc/self/fd"},
    {"/dev/stdin", "/proc/self/fd/0"},
    {"/dev/stdout", "/proc/self/fd/1"},
    {"/dev/stderr", "/proc/self/fd/2"},
};

// What of a path comes after /proc; null if it does not lead there.
const char* rest_of(const char* path) {
    if (*path != '/') return nullptr;
    while (*path == '/') path++;
    if (strncmp(path, kRoot + 1, sizeof(kRoot) - 2) != 0) return nullptr;
    path += sizeof(kRoot) - 2;
    return *path == '/' || *path == 0 ? path : nullptr;
}

bool goes_up(const char* rest) {
    for (auto name = next_component(rest); !name.empty(); name = next_component(rest))
        if (name.size() == 2 && name[0] == '.' && name[1] == '.') return true;
    return false;
}

// A path ends with a link, or goes on behind it.
bool is_followed(const Node& node, const char* rest, bool also_last) {
    if (node.kind() != S_IFLNK || node.fd != kNoDescriptor) return false;
    return also_last || *rest == '/';
}

// The path becomes this; `rest` is its own end.
Result<void> replace(const PathBuffer& path, const char* before, const char* said, const char* rest) {
    const PageBuffer whole = TRY(PageBuffer::create());
    char* place = reinterpret_cast<char*>(whole.bytes()); // bytes that become text
    const int length = format(place, PATH_MAX_BYTES, "%s%s%s", before, said, rest);
    if (length >= PATH_MAX_BYTES) return Errno::nametoolong;
    copy_string(path.text(), place, PATH_MAX_BYTES);
    return {};
}

// What a link says, from its own folder on, and then the rest.
Result<void> put_target(const PathBuffer& path, const Node& link, const char* rest) {
    const PageBuffer target = TRY(PageBuffer::create());
    char* said = reinterpret_cast<char*>(target.bytes()); // bytes that become text
    const Result<void> found = link.entry->find_target(link.pid, said);
    if (!found) return as_of_path(found.error());
    const char* before = *said == '/' ? "" : "/proc/"; // of links to other places, all are in /proc itself
    return replace(path, before, said, rest);
}

Result<void> follow_disk_link(const PathBuffer& path, bool also_last) {
    for (const DiskLink& link : kDiskLinks) {
        const usize length = strlen(link.path);
        if (strncmp(path.text(), link.path, length) != 0) continue;
        const char* rest = path.text() + length;
        if (*rest == '/' || (*rest == 0 && also_last)) return replace(path, "", link.target, rest);
    }
    return {};
}

// One link further; false if there is none on the way.
Result<bool> follow_link(const PathBuffer& path, bool also_last) {
    const char* rest = rest_of(path.text());
    Node node;
    for (auto name = next_component(rest); !name.empty(); name = next_component(rest)) {
        node = TRY(find_in(node, name));
        if (!is_followed(node, rest, also_last)) continue;
        TRY(put_target(path, node, rest));
        return true;
    }
    return false;
}

} // namespace

bool proc::leads_below(const char* path) {
    const char* rest = rest_of(path);
    return rest && !goes_up(rest);
}

Result<void> proc::follow_links(const PathBuffer& path, bool also_last) {
    if (path.text()[0] == '/' && path.text()[1] == 'd') TRY(follow_disk_link(path, also_last));
    for (int links = 0; is_below(path.text()); links++) {
        if (links > kLinksMax) return Errno::loop;
        if (!TRY(follow_link(path, also_last))) return {};
    }
    return {};
}

Result<Node> node_at(const char* path) {
    const char* rest = rest_of(path);
    Node node;
    for (auto name = next_component(rest); !name.empty(); name = next_component(rest))
        node = TRY(find_in(node, name));
    if (*rest == 0 && rest[-1] == '/' && node.kind() != S_IFDIR) return Errno::notdir;
    return node;
}
