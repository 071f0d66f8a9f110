// device/device_tree.cpp: walks once through a flattened device tree, and keeps what the kernel needs.
//
// The format is in the Devicetree Specification 0.4, chapter 5; the properties are in its chapters 2 and 3.
// All numbers are big-endian. They are made of cells of 4 bytes.
#include "device/device_tree.h"
#include "lib/string.h"

namespace {

constexpr u64 kCellSize = 4;
constexpr u64 kTreeSizeMax = 4 << 20; // more is garbage
constexpr usize kDepthMax = 16;       // of nodes within nodes
constexpr u64 kTicksPerSecondMax = 1'000'000'000;

// The header (5.2): where each of its cells lies, and what must be in it.
constexpr u64 kMagicAt = 0, kTotalSizeAt = 4, kStructureAt = 8, kStringsAt = 12, kCompatibleVersionAt = 24;
constexpr u64 kStringsSizeAt = 32, kStructureSizeAt = 36, kHeaderSize = 40;
constexpr u64 kMagic = 0xd00d'feed;
constexpr u64 kVersion = 17;

// What the structure block consists of (5.4.1). Each begins at a multiple of 4.
enum class Token : u64 { begin_node = 1, end_node = 2, property = 3, nothing = 4, end = 9 };

// Some bytes of the tree. No read leaves them.
class Block {
  public:
    Block() = default;
    Block(const u8* start, u64 size) : start_(start), size_(size) {}

    u64 size() const { return size_; }
    bool has(u64 offset, u64 size) const { return offset <= size_ && size <= size_ - offset; }

    Result<Block> part(u64 offset, u64 size) const {
        if (!has(offset, size)) return Errno::inval;
        return Block(start_ + offset, size);
    }
    Result<u64> cell(u64 offset) const {
        if (!has(offset, kCellSize)) return Errno::inval;
        const u8* at = start_ + offset; // bytes, because it need not be aligned
        return u64{at[0]} << 24 | u64{at[1]} << 16 | u64{at[2]} << 8 | at[3];
    }
    // A number of one or two cells.
    Result<u64> number(u64 offset, u64 cells) const {
        if (cells == 1) return cell(offset);
        if (cells != 2) return Errno::inval;
        const u64 high = TRY(cell(offset));
        const u64 low = TRY(cell(offset + kCellSize));
        return high << 32 | low;
    }
    // A string that ends within the block.
    Result<const char*> string(u64 offset) const {
        for (u64 end = offset; has(end, 1); end++) {
            if (start_[end] == '\0')
                return reinterpret_cast<const char*>(start_ + offset); // bytes are characters
        }
        return Errno::inval;
    }
    // Whether this list of strings has one that says `text`.
    bool lists(const char* text) const {
        for (u64 offset = 0; offset < size_;) {
            const auto item = string(offset);
            if (!item) return false;
            if (strcmp(item.value(), text) == 0) return true;
            offset += strlen(item.value()) + 1;
        }
        return false;
    }

  private:
    const u8* start_ = nullptr;
    u64 size_ = 0;
};

// What is known of a node: those of its properties that matter to somebody here.
struct Node {
    const char* name = "";
    Block compatible, device_type, interrupts, reg, status;
    u64 address_cells = 2; // of numbers in the reg of its children (2.3.5)
    u64 size_cells = 1;

    bool is(const char* device) const { return compatible.lists(device); }
    bool usable() const { return status.size() == 0 || status.lists("okay") || status.lists("ok"); } // 2.3.4
};

class Walk {
  public:
    Walk(Block structure, Block strings, Platform& found)
        : structure_(structure), strings_(strings), found_(found) {}

    Result<void> whole_tree();

  private:
    Result<void> begin_node();
    Result<void> end_node();
    Result<void> property();
    Result<void> keep_property(Node& node, const char* name, Block value);
    Result<void> use_node(const Node& node, const Node& parent);
    Result<void> use_memory(const Node& node, const Node& parent);
    Result<void> use_device(const Node& node, const Node& parent);
    Result<void> use_virtio(const Node& node, const Node& parent);

    Block structure_;
    Block strings_;
    Platform& found_;
    u64 at_ = 0;           // in the structure block: what comes next
    Node path_[kDepthMax]; // from the root to the node that we are in
    usize depth_ = 0;      // how many of these there are
    bool root_seen_ = false;
    bool memory_seen_ = false;
    bool uart_seen_ = false;
    u32 harts_ = 0;
};

Result<void> Walk::whole_tree() {
    while (true) {
        const auto token = static_cast<Token>(TRY(structure_.cell(at_)));
        at_ += kCellSize;
        switch (token) {
        case Token::begin_node: TRY(begin_node()); break;
        case Token::end_node: TRY(end_node()); break;
        case Token::property: TRY(property()); break;
        case Token::nothing: break;
        case Token::end:
            if (depth_ != 0 || !root_seen_) return Errno::inval;
            if (harts_ != 0) found_.harts = harts_;
            return {};
        default: return Errno::inval;
        }
    }
}

// The node's name follows the token.
Result<void> Walk::begin_node() {
    if (depth_ == kDepthMax || (depth_ == 0 && root_seen_)) return Errno::inval;
    root_seen_ = true;
    Node& node = path_[depth_++];
    node = Node();
    node.name = TRY(structure_.string(at_));
    at_ = round_up(at_ + strlen(node.name) + 1, kCellSize);
    return {};
}

Result<void> Walk::end_node() {
    if (depth_ == 0) return Errno::inval;
    depth_--;
    if (depth_ == 0) return {}; // the root itself is nothing to use
    return use_node(path_[depth_], path_[depth_ - 1]);
}

// The value's size, the place of the name among the strings, and the value follow the token.
Result<void> Walk::property() {
    if (depth_ == 0) return Errno::inval;
    const u64 size = TRY(structure_.cell(at_));
    const u64 name_at = TRY(structure_.cell(at_ + kCellSize));
    const char* name = TRY(strings_.string(name_at));
    const Block value = TRY(structure_.part(at_ + 2 * kCellSize, size));
    at_ = round_up(at_ + 2 * kCellSize + size, kCellSize);
    return keep_property(path_[depth_ - 1], name, value);
}

Result<void> Walk::keep_property(Node& node, const char* name, Block value) {
    if (strcmp(name, "compatible") == 0)
        node.compatible = value;
    else if (strcmp(name, "device_type") == 0)
        node.device_type = value;
    else if (strcmp(name, "interrupts") == 0)
        node.interrupts = value;
    else if (strcmp(name, "reg") == 0)
        node.reg = value;
    else if (strcmp(name, "status") == 0)
        node.status = value;
    else if (strcmp(name, "#address-cells") == 0)
        node.address_cells = TRY(value.cell(0));
    else if (strcmp(name, "#size-cells") == 0)
        node.size_cells = TRY(value.cell(0));
    else if (strcmp(name, "timebase-frequency") == 0) { // of the harts' time counter (3.8)
        const u64 frequency = TRY(value.number(0, value.size() / kCellSize));
        if (frequency == 0 || frequency > kTicksPerSecondMax) return Errno::inval;
        found_.ticks_per_second = frequency;
    } else if (strcmp(name, "bootargs") == 0 && strcmp(node.name, "chosen") == 0) { // 3.6
        found_.boot_arguments = TRY(value.string(0));
    }
    return {};
}

// A node's properties come before its children, so that all are known when it ends, and its parent's too.
Result<void> Walk::use_node(const Node& node, const Node& parent) {
    if (!node.usable()) return {};
    if (node.device_type.lists("memory")) return use_memory(node, parent);
    if (node.device_type.lists("cpu")) {
        if (node.is("riscv") && harts_ < kHartsMax) harts_++;
        return {};
    }
    return use_device(node, parent);
}

Result<void> Walk::use_memory(const Node& node, const Node& parent) {
    if (memory_seen_) return {};
    memory_seen_ = true;
    found_.memory = PhysAddr(TRY(node.reg.number(0, parent.address_cells)));
    found_.memory_size = TRY(node.reg.number(parent.address_cells * kCellSize, parent.size_cells));
    return {};
}

Result<void> Walk::use_device(const Node& node, const Node& parent) {
    if (node.is("virtio,mmio")) return use_virtio(node, parent);
    PhysAddr* place = nullptr;
    if (node.is("riscv,clint0") || node.is("sifive,clint0"))
        place = &found_.clint;
    else if (node.is("riscv,plic0") || node.is("sifive,plic-1.0.0"))
        place = &found_.plic;
    else if (node.is("sifive,test0") || node.is("sifive,test1"))
        place = &found_.test_device;
    else if (node.is("google,goldfish-rtc"))
        place = &found_.rtc;
    else if (node.is("ns16550a") && !uart_seen_) {
        uart_seen_ = true;
        place = &found_.uart;
        if (node.interrupts.size() != 0) found_.uart_irq = static_cast<u32>(TRY(node.interrupts.cell(0)));
    }
    if (place) *place = PhysAddr(TRY(node.reg.number(0, parent.address_cells)));
    return {};
}

// One without an interrupt is of no use.
Result<void> Walk::use_virtio(const Node& node, const Node& parent) {
    if (found_.virtio_slots == kVirtioSlotsMax || node.interrupts.size() == 0) return {};
    const PhysAddr registers(TRY(node.reg.number(0, parent.address_cells)));
    found_.virtio[found_.virtio_slots++] = {registers, static_cast<u32>(TRY(node.interrupts.cell(0)))};
    return {};
}

} // namespace

Result<void> read_device_tree(const void* blob, Platform& known) {
    if (!blob) return Errno::inval;
    const u8* start = static_cast<const u8*>(blob);
    const Block header(start, kHeaderSize);
    if (TRY(header.cell(kMagicAt)) != kMagic) return Errno::inval;
    if (TRY(header.cell(kCompatibleVersionAt)) > kVersion) return Errno::inval;
    const u64 size = TRY(header.cell(kTotalSizeAt));
    if (size < kHeaderSize || size > kTreeSizeMax) return Errno::inval;

    const u64 structure_at = TRY(header.cell(kStructureAt));
    const u64 structure_size = TRY(header.cell(kStructureSizeAt));
    const u64 strings_at = TRY(header.cell(kStringsAt));
    const u64 strings_size = TRY(header.cell(kStringsSizeAt));
    const Block tree(start, size);
    const Block structure = TRY(tree.part(structure_at, structure_size));
    const Block strings = TRY(tree.part(strings_at, strings_size));

    Platform found = known;
    found.test_device = found.rtc = PhysAddr(); // none, unless the tree has one
    found.virtio_slots = 0;
    TRY(Walk(structure, strings, found).whole_tree());
    known = found;
    return {};
}
