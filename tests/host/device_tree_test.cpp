// tests/host/device_tree_test.cpp: reads the tree that QEMU makes, small ones, and broken ones.
#include "device/device_tree.h"

namespace {

using namespace std::literals;
using Bytes = std::vector<u8>;

void put_cell(Bytes& bytes, u64 value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<u8>(value >> shift));
}
void set_cell(Bytes& bytes, usize at, u64 value) {
    Bytes cell;
    put_cell(cell, value);
    std::copy(cell.begin(), cell.end(), bytes.begin() + static_cast<long>(at));
}
u64 cell_of(const Bytes& bytes, usize at) {
    return u64{bytes[at]} << 24 | u64{bytes[at + 1]} << 16 | u64{bytes[at + 2]} << 8 | bytes[at + 3];
}
Bytes cells(std::initializer_list<u64> values) {
    Bytes bytes;
    for (const u64 value : values) put_cell(bytes, value);
    return bytes;
}
Bytes text(std::string_view characters) { // zero bytes between, and at the end, are the caller's
    return Bytes(characters.begin(), characters.end());
}

// Where the cells of the header are.
enum Header : usize {
    magic = 0,
    total_size = 4,
    structure_offset = 8,
    strings_offset = 12,
    version = 20,
    oldest_version = 24,
    strings_size = 32,
    structure_size = 36
};

constexpr usize kHeaderSize = 40;

// Writes a tree: begin, properties, end.
class TreeBuilder {
  public:
    TreeBuilder& begin(std::string_view name) {
        put_cell(structure_, 1);
        structure_.insert(structure_.end(), name.begin(), name.end());
        structure_.push_back(0);
        return align();
    }
    TreeBuilder& property(const std::string& name, const Bytes& value) {
        put_cell(structure_, 3);
        put_cell(structure_, value.size());
        put_cell(structure_, strings_.size());
        strings_.insert(strings_.end(), name.c_str(), name.c_str() + name.size() + 1);
        structure_.insert(structure_.end(), value.begin(), value.end());
        return align();
    }
    TreeBuilder& token(u64 number) {
        put_cell(structure_, number);
        return *this;
    }
    TreeBuilder& end() { return token(2); }

    Bytes finish() const {
        Bytes tree = cells({0xd00d'feed, kHeaderSize + structure_.size() + 4 + strings_.size(), 40,
                            44 + structure_.size(), 40, 17, 16, 0, strings_.size(), structure_.size() + 4});
        tree.insert(tree.end(), structure_.begin(), structure_.end());
        put_cell(tree, 9);
        tree.insert(tree.end(), strings_.begin(), strings_.end());
        return tree;
    }

  private:
    TreeBuilder& align() {
        while (structure_.size() % 4 != 0) structure_.push_back(0);
        return *this;
    }
    Bytes structure_, strings_;
};

// Values that no test uses, to see what stays.
Platform unknown_platform() {
    Platform platform;
    platform.test_device = platform.rtc = platform.clint = platform.plic = platform.uart = platform.memory =
        PhysAddr(0x1111);
    platform.uart_irq = platform.harts = 7;
    platform.ticks_per_second = platform.memory_size = 0x2222;
    platform.boot_arguments = "unknown";
    return platform;
}

// What a tree leaves of that which mentions no device that is looked for: a board without a test device has none.
Platform nothing_found() {
    Platform platform = unknown_platform();
    platform.test_device = platform.rtc = PhysAddr();
    return platform;
}

bool same(const Platform& a, const Platform& b) {
    return a.test_device == b.test_device && a.rtc == b.rtc && a.clint == b.clint && a.plic == b.plic &&
           a.uart == b.uart && a.uart_irq == b.uart_irq && a.virtio_slots == b.virtio_slots &&
           a.harts == b.harts && a.ticks_per_second == b.ticks_per_second && a.memory == b.memory &&
           a.memory_size == b.memory_size && a.boot_arguments == b.boot_arguments;
}

// The tree lies in an allocation of its own size, so that the sanitizer sees every read beyond it. It stays until
// the next one is read, because the boot arguments are in it.
Errno read_into(const Bytes& tree, Platform& platform) {
    if (tree.size() < kHeaderSize) {
        ADD_FAILURE() << "the reader takes a header for granted";
        return Errno::none;
    }
    static std::unique_ptr<u8[]> copy;
    copy = std::make_unique<u8[]>(tree.size());
    std::copy(tree.begin(), tree.end(), copy.get());
    return read_device_tree(copy.get(), platform).error();
}

Platform platform_of(const TreeBuilder& builder) {
    Platform platform = unknown_platform();
    EXPECT_EQ(read_into(builder.finish(), platform), Errno::none);
    return platform;
}

void expect_refused(const Bytes& tree) {
    Platform platform = unknown_platform();
    EXPECT_EQ(read_into(tree, platform), Errno::inval);
    EXPECT_TRUE(same(platform, unknown_platform())); // all or nothing
}

// --- the tree of the real machine ---

// QEMU takes boot arguments only along with a kernel: any bytes will do, as they never run.
Bytes qemu_tree(const std::string& options) {
    const std::string file = testing::TempDir() + "stile-" + std::to_string(getpid());
    std::ofstream(file + ".kernel") << "kernel";
    const std::string command =
        "timeout 300 qemu-system-riscv64 -display none -bios none -M virt,dumpdtb=" + file + ".dtb -kernel " +
        file + ".kernel " + options + " >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream stream(file + ".dtb", std::ios::binary);
    const Bytes tree((std::istreambuf_iterator<char>(stream)), {});
    std::remove((file + ".dtb").c_str());
    std::remove((file + ".kernel").c_str());
    EXPECT_GT(tree.size(), 1000u) << command;
    return tree;
}

TEST(DeviceTree, OfQemuIsUnderstood) {
    Platform platform = unknown_platform();
    ASSERT_EQ(read_into(qemu_tree("-smp 4 -m 256M -append 'hello  world=1 -- x'"), platform), Errno::none);
    EXPECT_EQ(platform.test_device, PhysAddr(0x10'0000));
    EXPECT_EQ(platform.rtc, PhysAddr(0x10'1000));
    EXPECT_EQ(platform.clint, PhysAddr(0x200'0000));
    EXPECT_EQ(platform.plic, PhysAddr(0xc00'0000));
    EXPECT_EQ(platform.uart, PhysAddr(0x1000'0000));
    EXPECT_EQ(platform.uart_irq, 10u);
    ASSERT_EQ(platform.virtio_slots, 8u);
    EXPECT_EQ(platform.virtio[0].registers, PhysAddr(0x1000'8000));
    EXPECT_EQ(platform.virtio[7].registers, PhysAddr(0x1000'1000)); // as the tree has them
    EXPECT_EQ(platform.harts, 4u);
    EXPECT_EQ(platform.ticks_per_second, 10'000'000u);
    EXPECT_EQ(platform.memory, PhysAddr(0x8000'0000));
    EXPECT_EQ(platform.memory_size, u64{256} << 20);
    EXPECT_STREQ(platform.boot_arguments, "hello  world=1 -- x");
}

TEST(DeviceTree, OfAnotherQemuIsAnother) {
    Platform platform = unknown_platform();
    ASSERT_EQ(read_into(qemu_tree("-smp 1 -m 3G"), platform), Errno::none);
    EXPECT_EQ(platform.harts, 1u);
    EXPECT_EQ(platform.memory_size, u64{3} << 30);
}

TEST(DeviceTree, MoreHartsThanWeCanUseAreLeftAlone) {
    Platform platform = unknown_platform();
    ASSERT_EQ(read_into(qemu_tree("-smp 8"), platform), Errno::none);
    EXPECT_EQ(platform.harts, kHartsMax);
    TreeBuilder builder;
    builder.begin("").begin("cpus");
    for (int i = 0; i < 20; i++)
        builder.begin("cpu")
            .property("device_type", text("cpu\0"sv))
            .property("compatible", text("riscv\0"sv))
            .end();
    EXPECT_EQ(platform_of(builder.end().end()).harts, kHartsMax);
}

// --- small trees ---

TEST(DeviceTree, WhatIsNotMentionedStays) {
    EXPECT_TRUE(same(platform_of(TreeBuilder().begin("").end()), nothing_found()));
}

TEST(DeviceTree, NumbersAreAsWideAsTheParentSays) {
    for (const u64 width : {1, 2}) {
        TreeBuilder builder;
        builder.begin("")
            .property("#address-cells", cells({width}))
            .property("#size-cells", cells({3 - width}))
            .begin("memory@80000000")
            .property("#address-cells", cells({9})) // for children only
            .property("device_type", text("memory\0"sv))
            .property("reg", width == 1 ? cells({0x4000'0000, 1, 0x10}) : cells({1, 0x4000'0000, 0x10}))
            .end()
            .end();
        const Platform platform = platform_of(builder);
        EXPECT_EQ(platform.memory, PhysAddr(width == 1 ? 0x4000'0000 : 0x1'4000'0000));
        EXPECT_EQ(platform.memory_size, width == 1 ? 0x1'0000'0010u : 0x10u);
    }
}

TEST(DeviceTree, TwoCellsAndOneAreTheDefault) {
    TreeBuilder builder;
    builder.begin("").begin("memory").property("device_type", text("memory\0"sv));
    builder.property("reg", cells({2, 3, 4, 9, 9, 9})).end().end();
    const Platform platform = platform_of(builder);
    EXPECT_EQ(platform.memory, PhysAddr(0x2'0000'0003));
    EXPECT_EQ(platform.memory_size, 4u);
}

// A tree with one device in a bus of one-cell addresses, as embedded boards have it.
TreeBuilder tree_with(const Bytes& compatible, const Bytes& status = {}) {
    TreeBuilder builder;
    builder.begin("").begin("soc").property("#address-cells", cells({1})).property("#size-cells", cells({1}));
    builder.begin("device@5000").property("reg", cells({0x5000, 0x100})).property("interrupts", cells({33}));
    if (!status.empty()) builder.property("status", status);
    return builder.property("compatible", compatible).end().end().end();
}

TEST(DeviceTree, DevicesAreKnownByAnyOfTheirNames) {
    for (const auto& name :
         {text("sifive,clint0\0riscv,clint0\0"sv), text("riscv,clint0\0"sv), text("x\0sifive,clint0\0"sv)})
        EXPECT_EQ(platform_of(tree_with(name)).clint, PhysAddr(0x5000));
    for (const auto& name : {text("sifive,plic-1.0.0\0riscv,plic0\0"sv), text("riscv,plic0\0"sv)})
        EXPECT_EQ(platform_of(tree_with(name)).plic, PhysAddr(0x5000));
    for (const auto& name : {text("sifive,test1\0sifive,test0\0syscon\0"sv), text("sifive,test0\0"sv)})
        EXPECT_EQ(platform_of(tree_with(name)).test_device, PhysAddr(0x5000));
    EXPECT_EQ(platform_of(tree_with(text("google,goldfish-rtc\0"sv))).rtc, PhysAddr(0x5000));
    const Platform platform = platform_of(tree_with(text("ns16550a\0"sv)));
    EXPECT_EQ(platform.uart, PhysAddr(0x5000));
    EXPECT_EQ(platform.uart_irq, 33u);
    const Platform other = platform_of(tree_with(text("virtio,mmio\0"sv)));
    EXPECT_EQ(other.virtio[0].irq * other.virtio_slots, 33u);
}

TEST(DeviceTree, AnotherNameIsAnotherDevice) {
    for (const auto& name :
         {text("ns16550\0"sv), text("ns16550a-like\0"sv), text("ns16550a"sv), text(""sv), text("\0\0"sv)})
        EXPECT_TRUE(same(platform_of(tree_with(name)), nothing_found()));
}

TEST(DeviceTree, ADeviceThatIsOffIsNotUsed) {
    EXPECT_EQ(platform_of(tree_with(text("ns16550a\0"sv), text("okay\0"sv))).uart, PhysAddr(0x5000));
    EXPECT_TRUE(same(platform_of(tree_with(text("ns16550a\0"sv), text("disabled\0"sv))), nothing_found()));
}

TEST(DeviceTree, TheFirstUartAndTheFirstMemoryCount) {
    TreeBuilder builder;
    builder.begin("").property("#address-cells", cells({1}));
    for (const u64 address : {0x1000, 0x2000}) {
        builder.begin("serial")
            .property("compatible", text("ns16550a\0"sv))
            .property("reg", cells({address, 1}))
            .end();
        builder.begin("memory")
            .property("device_type", text("memory\0"sv))
            .property("reg", cells({address, 5}))
            .end();
    }
    const Platform platform = platform_of(builder.end());
    EXPECT_EQ(platform.uart, PhysAddr(0x1000));
    EXPECT_EQ(platform.memory, PhysAddr(0x1000));
    EXPECT_EQ(platform.uart_irq, 7u); // neither names its interrupt
}

TEST(DeviceTree, HartsThatAreOffOrForeignDoNotCount) {
    TreeBuilder builder;
    builder.begin("").begin("cpus").property("timebase-frequency", cells({1'000'000}));
    for (const std::string_view status : {"okay\0"sv, "disabled\0"sv, "ok\0"sv, "fail\0"sv}) {
        builder.begin("cpu").property("device_type", text("cpu\0"sv)).property("status", text(status));
        builder.property("compatible", text("sifive,u74\0riscv\0"sv)).end();
    }
    builder.begin("cpu")
        .property("device_type", text("cpu\0"sv))
        .property("compatible", text("arm,cortex\0"sv))
        .end();
    const Platform platform = platform_of(builder.end().end());
    EXPECT_EQ(platform.harts, 2u);
    EXPECT_EQ(platform.ticks_per_second, 1'000'000u);
}

TEST(DeviceTree, BootArgumentsAreTheChosenNodes) {
    const std::string line(2000, 'x');
    TreeBuilder builder;
    builder.begin("").begin("chosen").property("bootargs", text(line + '\0')).end().end();
    EXPECT_EQ(platform_of(builder).boot_arguments, line);
    TreeBuilder elsewhere;
    elsewhere.begin("").begin("other").property("bootargs", text("no\0"sv)).end().end();
    EXPECT_STREQ(platform_of(elsewhere).boot_arguments, "unknown");
}

TEST(DeviceTree, NothingIsAllowedAnywhere) {
    TreeBuilder builder;
    builder.token(4).begin("").token(4).token(4).begin("chosen").token(4);
    builder.property("bootargs", text("a\0"sv)).token(4).end().token(4).end().token(4);
    EXPECT_STREQ(platform_of(builder).boot_arguments, "a");
}

// --- broken ones ---

Bytes valid_tree() { return tree_with(text("ns16550a\0"sv)).finish(); }

void expect_header_refused(usize field, u64 value) {
    Bytes tree = valid_tree();
    set_cell(tree, field, value);
    expect_refused(tree);
}

TEST(DeviceTree, RefusesNothingAtAll) {
    Platform platform = unknown_platform();
    EXPECT_EQ(read_device_tree(nullptr, platform).error(), Errno::inval);
}

TEST(DeviceTree, RefusesAWrongHeader) {
    expect_header_refused(magic, 0xedfe'0dd0);
    expect_header_refused(magic, 0);
    expect_header_refused(oldest_version, 18);
    for (const u64 value : {0u, 39u, 0x40'0001u, 0xffff'ffffu}) expect_header_refused(total_size, value);
}

TEST(DeviceTree, RefusesPartsOutsideOfTheWhole) {
    const u64 size = valid_tree().size();
    for (const u64 value : {size, size - 3, u64{0xffff'fffc}}) {
        expect_header_refused(structure_offset, value);
        expect_header_refused(structure_size, value);
        expect_header_refused(strings_offset, value);
        expect_header_refused(strings_size, value);
    }
    expect_header_refused(strings_size, 0);
    expect_header_refused(structure_size, 0);
}

TEST(DeviceTree, RefusesEveryTruncation) {
    const Bytes whole = valid_tree();
    for (u64 size = 0; size < cell_of(whole, structure_size); size++)
        expect_header_refused(structure_size, size);
    for (u64 size = 40; size < whole.size(); size++) {
        Bytes tree(whole.begin(), whole.begin() + static_cast<long>(size));
        set_cell(tree, total_size, size);
        expect_refused(tree);
    }
}

TEST(DeviceTree, RefusesNodesThatDoNotMatch) {
    expect_refused(TreeBuilder().finish());                                   // no root
    expect_refused(TreeBuilder().begin("").finish());                         // not ended
    expect_refused(TreeBuilder().begin("").begin("a").end().finish());        // likewise
    expect_refused(TreeBuilder().begin("").end().end().finish());             // ended twice
    expect_refused(TreeBuilder().end().finish());                             // ended without a beginning
    expect_refused(TreeBuilder().begin("").end().begin("").end().finish());   // two roots
    expect_refused(TreeBuilder().property("a", {}).begin("").end().finish()); // a property of nothing
    expect_refused(TreeBuilder().begin("").end().property("a", {}).finish());
}

TEST(DeviceTree, RefusesUnknownTokens) {
    for (const u64 token : {u64{0}, u64{5}, u64{8}, u64{10}, u64{0x100'0000}, u64{0xffff'ffff}})
        expect_refused(TreeBuilder().begin("").token(token).end().finish());
}

TEST(DeviceTree, RefusesATreeWithoutGround) {
    TreeBuilder builder;
    for (int i = 0; i < 1000; i++) builder.begin("deep");
    for (int i = 0; i < 1000; i++) builder.end();
    expect_refused(builder.finish());
}

TEST(DeviceTree, RefusesPropertiesThatLie) {
    TreeBuilder builder;
    builder.begin("");
    const usize property_at = builder.finish().size() - 4; // where the next token will be
    const Bytes whole = builder.property("name", cells({1})).end().finish();
    for (const u64 value : {u64{9}, u64{0x7fff'ffff}, u64{0xffff'fffd}, u64{0xffff'ffff}}) {
        Bytes tree = whole;
        set_cell(tree, property_at + 4, value); // the size
        expect_refused(tree);
        tree = whole;
        set_cell(tree, property_at + 8, value); // the place of the name
        expect_refused(tree);
    }
}

TEST(DeviceTree, RefusesNumbersThatAreTooShortOrTooWide) {
    for (const Bytes& reg : {Bytes{}, cells({1}), cells({1, 2}), Bytes{1, 2, 3}}) { // 2 + 1 cells are needed
        TreeBuilder builder;
        builder.begin("")
            .begin("memory")
            .property("device_type", text("memory\0"sv))
            .property("reg", reg)
            .end()
            .end();
        expect_refused(builder.finish());
    }
    for (const u64 width : {0, 3, 1 << 30}) {
        TreeBuilder builder;
        builder.begin("").property("#address-cells", cells({width})).begin("memory");
        builder.property("device_type", text("memory\0"sv)).property("reg", cells({1, 2, 3, 4})).end().end();
        expect_refused(builder.finish());
    }
}

TEST(DeviceTree, RefusesAClockThatCannotBe) {
    for (const Bytes& frequency :
         {cells({0}), cells({1'000'000'001}), cells({1, 0}), cells({0, 0, 1}), Bytes{}}) {
        TreeBuilder builder;
        builder.begin("").begin("cpus").property("timebase-frequency", frequency).end().end();
        expect_refused(builder.finish());
    }
}

TEST(DeviceTree, RefusesBootArgumentsWithoutAnEnd) {
    TreeBuilder builder;
    builder.begin("").begin("chosen").property("bootargs", text("endless"sv)).end().end();
    expect_refused(builder.finish());
}

// Bytes of the real tree changed at random: whatever the answer is, nothing outside is read, and errors
// change nothing.
TEST(DeviceTree, SurvivesDamage) {
    Bytes whole = qemu_tree("-smp 2");
    whole.resize(cell_of(whole, strings_offset) +
                 cell_of(whole, strings_size)); // QEMU leaves much room behind
    std::mt19937 random(1);
    int refused = 0;
    for (int round = 0; round < 3'000; round++) {
        Bytes tree = whole;
        for (usize changes = 1 + random() % 8; changes != 0; changes--)
            tree[random() % tree.size()] = static_cast<u8>(random() % 2 ? random() : random() % 10);
        set_cell(tree, total_size, tree.size());
        Platform platform = unknown_platform();
        if (read_into(tree, platform) == Errno::none) continue;
        EXPECT_TRUE(same(platform, unknown_platform()));
        refused++;
    }
    EXPECT_GT(refused, 100);
}

} // namespace
