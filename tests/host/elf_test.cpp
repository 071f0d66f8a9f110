// tests/host/elf_test.cpp: a right program is understood; one that is wrong in any one way is refused.
#include "elf_builder.h"
#include "process/elf.h"

namespace {

struct Answer {
    Errno error;
    ElfImage image;
};

// As the kernel does it: the head and the size of the file. The head is copied, so that the sanitizer sees
// its end.
Answer parse(const std::vector<u8>& file) {
    const usize head_size = std::min(file.size(), kElfHeadSize);
    const auto head = std::make_unique<u8[]>(head_size);
    std::copy_n(file.begin(), head_size, head.get());
    Answer answer = {};
    answer.error = parse_elf({head.get(), head_size}, file.size(), answer.image).error();
    return answer;
}
Answer parse(const ElfBuilder& builder) { return parse(builder.file()); }

#define EXPECT_REFUSED(builder)  EXPECT_EQ(parse(builder).error, Errno::noexec)
#define EXPECT_ACCEPTED(builder) EXPECT_EQ(parse(builder).error, Errno::none)

// --- right ones ---

TEST(Elf, UnderstandsAProgram) {
    const auto [error, image] = parse(ElfBuilder());
    ASSERT_EQ(error, Errno::none);
    EXPECT_EQ(image.entry, VirtAddr(kTextAddress + 0x800));
    EXPECT_EQ(image.program_headers, VirtAddr(kTextAddress + sizeof(Elf64_Ehdr)));
    EXPECT_EQ(image.program_header_count, 2u);
    EXPECT_FALSE(image.native);
    ASSERT_EQ(image.load_segments().size(), 2u);

    const LoadSegment& text = image.segments[0];
    EXPECT_EQ(text.file_offset, 0u);
    EXPECT_EQ(text.file_size, 0x1000u);
    EXPECT_EQ(text.address, VirtAddr(kTextAddress));
    EXPECT_EQ(text.memory_size, 0x1000u);
    EXPECT_TRUE(text.readable && !text.writable && text.executable);

    const LoadSegment& data = image.segments[1];
    EXPECT_EQ(data.file_offset, 0x1000u);
    EXPECT_EQ(data.file_size, 0x400u);
    EXPECT_EQ(data.address, VirtAddr(kDataAddress));
    EXPECT_EQ(data.memory_size, 0x3000u);
    EXPECT_TRUE(data.readable && data.writable && !data.executable);
}

TEST(Elf, TwoSegmentsMayShareAPageOfTheFile) { // as programs for Linux have it
    ElfBuilder elf;
    elf.segments[0].p_filesz = elf.segments[0].p_memsz = 0xc00;
    elf.segments[1].p_offset = 0xc00;
    elf.segments[1].p_vaddr = kDataAddress + 0xc00;
    EXPECT_ACCEPTED(elf);
}

TEST(Elf, WhatIsLinkedForNoPlaceIsMoved) { // a static-pie program
    ElfBuilder elf;
    elf.header.e_type = 3; // ET_DYN
    elf.header.e_entry = 0x800;
    elf.segments[0].p_vaddr = 0;
    elf.segments[1].p_vaddr = 0x1000;
    const auto [error, image] = parse(elf);
    ASSERT_EQ(error, Errno::none);
    EXPECT_EQ(image.entry, kIndependentBase + 0x800);
    EXPECT_EQ(image.segments[0].address, kIndependentBase);
    EXPECT_EQ(image.segments[1].address, kIndependentBase + 0x1000);
    EXPECT_EQ(image.program_headers, kIndependentBase + sizeof(Elf64_Ehdr));
    elf.segments[1].p_vaddr = ~u64{0} - 0xfff; // then the sum is below the first segment
    EXPECT_REFUSED(elf);
    ElfBuilder ours;
    ours.add_note(0x200, {kNoteName, sizeof(kNoteName)}, kNoteType);
    ours.header.e_type = 3;
    EXPECT_REFUSED(ours);
}

TEST(Elf, OtherSegmentsAreNotLoaded) {
    ElfBuilder elf;
    elf.add({PT_TLS, PF_R, 0xffff'ffff, 0, 0, 0xffff'ffff, 1, 3}); // whatever it says
    elf.add({0x6474'e551, PF_R | PF_W | PF_X, 0, 0, 0, 0, 0, 0});  // PT_GNU_STACK
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::none);
    EXPECT_EQ(image.segment_count, 2u);
}

TEST(Elf, AnEmptySegmentIsPassedOver) {
    ElfBuilder elf;
    elf.add({PT_LOAD, PF_R, 0, 0, 0, 0, 0, 0x1000});
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::none);
    EXPECT_EQ(image.segment_count, 2u);
}

TEST(Elf, BssAloneNeedsNoPlaceInTheFile) {
    ElfBuilder elf;
    elf.segments[1].p_filesz = 0;
    elf.segments[1].p_offset = 0x7000;
    EXPECT_ACCEPTED(elf);
}

TEST(Elf, WritableMeansReadable) {
    ElfBuilder elf;
    elf.segments[1].p_flags = PF_W;
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::none);
    EXPECT_TRUE(image.segments[1].readable);
}

TEST(Elf, ProgramHeadersMayBeInNoSegment) {
    ElfBuilder elf;
    elf.size = 0x2400;
    elf.segments[0].p_offset = 0x1000;
    elf.segments[1].p_offset = 0x2000;
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::none);
    EXPECT_EQ(image.program_headers, VirtAddr());
}

TEST(Elf, AllOfTheUsersRangeMayBeUsed) {
    ElfBuilder elf;
    elf.segments[0].p_vaddr = kUserStart.value();
    elf.header.e_entry = kUserStart.value();
    elf.segments[1].p_memsz = kProgramEnd.value() - kDataAddress;
    EXPECT_ACCEPTED(elf);
    elf.segments[1].p_memsz++;
    EXPECT_REFUSED(elf);
}

TEST(Elf, TheEntryMayBeTheLastPlaceOfTheText) {
    ElfBuilder elf;
    elf.header.e_entry = kTextAddress + 0xffe;
    EXPECT_ACCEPTED(elf);
}

TEST(Elf, SixteenSegmentsAreEnough) {
    ElfBuilder elf;
    for (u64 i = 2; i < kLoadSegmentsMax; i++)
        elf.add({PT_LOAD, PF_R, 0, 0x200'0000 + i * 0x1000, 0, 0x1000, 0x1000, 0x1000});
    EXPECT_ACCEPTED(elf);
    elf.add({PT_LOAD, PF_R, 0, 0x300'0000, 0, 0x1000, 0x1000, 0x1000});
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::noexec);
    EXPECT_EQ(image.segment_count, kLoadSegmentsMax); // nothing was written behind the list
}

// --- the note ---

const std::string kName(kNoteName, sizeof(kNoteName)); // with its zero byte

bool is_native(const ElfBuilder& elf) {
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::none);
    return image.native;
}

TEST(Elf, TheNoteSaysNative) {
    ElfBuilder elf;
    elf.add_note(0x200, kName, kNoteType);
    EXPECT_TRUE(is_native(elf));
}

TEST(Elf, TheNoteMayHaveADescriptor) {
    ElfBuilder elf;
    elf.add_note(0x200, kName, kNoteType, 5);
    EXPECT_TRUE(is_native(elf));
}

TEST(Elf, TheNoteMayStandAmongOthers) {
    ElfBuilder elf;
    u64 size = elf.put_note(0x200, std::string("GNU\0", 4), 3, 20);
    size += elf.put_note(0x200 + size, kName, kNoteType);
    size += elf.put_note(0x200 + size, std::string("Other\0", 6), 1);
    elf.add({PT_NOTE, PF_R, 0x200, 0, 0, size, 0, 4});
    EXPECT_TRUE(is_native(elf));
}

TEST(Elf, TheNoteMayBeInASecondNoteSegment) {
    ElfBuilder elf;
    elf.add_note(0x200, kName, kNoteType);
    elf.add_note(0x300, std::string("GNU\0", 4), 3, 20);
    EXPECT_TRUE(is_native(elf));
    std::swap(elf.segments[2], elf.segments[3]);
    EXPECT_TRUE(is_native(elf));
}

TEST(Elf, OtherNotesAreNotIt) {
    for (const std::string& name : {std::string("GNU\0", 4), std::string("Stile"), std::string("Stilx\0", 6),
                                    std::string("Stile\0\0", 7), std::string()}) {
        ElfBuilder elf;
        elf.add_note(0x200, name, kNoteType);
        EXPECT_FALSE(is_native(elf)) << name;
    }
    ElfBuilder elf;
    elf.add_note(0x200, kName, kNoteType + 1);
    EXPECT_FALSE(is_native(elf));
}

TEST(Elf, ANoteThatLiesIsNoNote) {
    ElfBuilder whole;
    whole.add_note(0x200, kName, kNoteType);
    for (u64 size = 0; size < 18; size++) { // cut off
        ElfBuilder elf = whole;
        elf.segments.back().p_filesz = size;
        EXPECT_FALSE(is_native(elf)) << size;
    }
    for (const u32 length : {7u, 0x1000u, 0x7fff'ffffu, 0xffff'fffcu, 0xffff'ffffu}) {
        ElfBuilder elf = whole;
        elf.put(0x200, &length, sizeof(length)); // of the name
        EXPECT_FALSE(is_native(elf)) << length;
        elf = whole;
        elf.put(0x204, &length, sizeof(length)); // of the descriptor
        EXPECT_FALSE(is_native(elf)) << length;
    }
    for (const u64 offset : {u64{0x1000}, u64{0xff4}, u64{1} << 63, ~u64{0}}) {
        ElfBuilder elf = whole;
        elf.segments.back().p_offset = offset; // not, or not all, in the head
        EXPECT_FALSE(is_native(elf)) << offset;
    }
}

// --- wrong ones ---

TEST(Elf, RefusesWhatIsNoElf) {
    EXPECT_REFUSED(std::vector<u8>{});
    EXPECT_REFUSED((std::vector<u8>{'#', '!', '/', 'b', 'i', 'n', '/', 's', 'h', '\n'}));
    for (int i = 0; i < 4; i++) {
        ElfBuilder elf;
        elf.header.e_ident[i] ^= 1;
        EXPECT_REFUSED(elf);
    }
}

TEST(Elf, RefusesEveryTruncation) {
    const std::vector<u8> file = ElfBuilder().file();
    for (usize size = 0; size < file.size(); size++)
        ASSERT_EQ(parse(std::vector(file.begin(), file.begin() + static_cast<long>(size))).error,
                  Errno::noexec)
            << size;
}

template <class Field, class Value> void expect_header_refused(Field Elf64_Ehdr::*field, Value value) {
    ElfBuilder elf;
    elf.header.*field = static_cast<Field>(value);
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesOtherKindsOfElf) {
    ElfBuilder bits32, big_endian, old;
    bits32.header.e_ident[4] = 1;
    big_endian.header.e_ident[5] = 2;
    old.header.e_ident[6] = 0;
    EXPECT_REFUSED(bits32);
    EXPECT_STREQ(parse(bits32).image.obstacle, "a program for another processor");
    EXPECT_REFUSED(big_endian);
    EXPECT_STREQ(parse(big_endian).image.obstacle, "a program for another processor");
    EXPECT_REFUSED(old);
    for (const int machine : {0, 3, 62, 183, 242, 244, 0xffff}) // x86, x86-64, arm64 are among them
        expect_header_refused(&Elf64_Ehdr::e_machine, machine);
    for (const int type : {0, 1, 4, 0xffff}) // object file, core
        expect_header_refused(&Elf64_Ehdr::e_type, type);
    expect_header_refused(&Elf64_Ehdr::e_version, 2);
}

TEST(Elf, RefusesHeadersOfAnotherSize) {
    for (const int size : {0, 52, 63, 65, 0xffff}) expect_header_refused(&Elf64_Ehdr::e_ehsize, size);
    for (const int size : {0, 32, 55, 57, 112, 0xffff}) expect_header_refused(&Elf64_Ehdr::e_phentsize, size);
}

TEST(Elf, RefusesProgramHeadersOutsideOfTheFile) {
    for (const u64 offset : {u64{0x1400}, u64{0x13ff}, u64{1} << 63, ~u64{0}, ~u64{0} - 111})
        expect_header_refused(&Elf64_Ehdr::e_phoff, offset);
    ElfBuilder many;
    many.forced_count = 0xffff;
    EXPECT_REFUSED(many);
    ElfBuilder none;
    none.forced_count = 0;
    EXPECT_REFUSED(none);
}

TEST(Elf, RefusesProgramHeadersBehindTheHead) {
    ElfBuilder elf;
    elf.size = 0x4000;
    elf.header.e_phoff = kElfHeadSize - sizeof(Elf64_Phdr); // the second would be on the next page
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesAProgramWithNothingToLoad) {
    ElfBuilder elf;
    elf.segments[0].p_type = elf.segments[1].p_type = PT_DYNAMIC;
    EXPECT_REFUSED(elf);
    elf.segments.clear();
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesAProgramThatWantsADynamicLinker) {
    ElfBuilder elf;
    elf.add({PT_INTERP, PF_R, 0x200, 0, 0, 16, 16, 1});
    const auto [error, image] = parse(elf);
    EXPECT_EQ(error, Errno::noexec);
    EXPECT_STREQ(image.obstacle,
                 "a dynamically linked program; only static ones run here: link it with -static");
    EXPECT_EQ(parse(ElfBuilder()).image.obstacle, nullptr);
}

template <class Field>
void expect_segment_refused(usize which, Field Elf64_Phdr::*field, std::type_identity_t<Field> value) {
    ElfBuilder elf;
    elf.segments[which].*field = value;
    EXPECT_REFUSED(elf) << "segment " << which << ", " << value;
}

TEST(Elf, RefusesMoreInTheFileThanInMemory) {
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, 0x3ff);
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, 0);
    expect_segment_refused(0, &Elf64_Phdr::p_memsz, 0);
}

TEST(Elf, RefusesASegmentOutsideOfTheFile) {
    expect_segment_refused(1, &Elf64_Phdr::p_filesz, 0x401);
    expect_segment_refused(1, &Elf64_Phdr::p_offset, 0x2000);
    expect_segment_refused(1, &Elf64_Phdr::p_offset, ~u64{0} - 0xfff); // the sum wraps to 0x400
    ElfBuilder elf;
    elf.segments[1].p_filesz = elf.segments[1].p_memsz = ~u64{0} - 0xfff; // the sum wraps to 0
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesAddressesThatWrap) {
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, ~u64{0});
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, ~u64{0} - kDataAddress + 1); // the sum wraps to 0
    expect_segment_refused(1, &Elf64_Phdr::p_vaddr, ~u64{0} - 0xfff);
}

TEST(Elf, RefusesAddressesThatAreNotTheUsers) {
    ElfBuilder low;
    low.segments[0].p_vaddr = kUserStart.value() - 0x1000;
    low.header.e_entry = low.segments[0].p_vaddr;
    EXPECT_REFUSED(low);
    low.segments[0].p_vaddr = low.header.e_entry = 0;
    EXPECT_REFUSED(low);
    for (const u64 address : {kProgramEnd.value(), kStackTop.value() - 0x1000, kUserEnd.value(),
                              u64{0x80'0000'0000}, u64{0xffff'ffc0'0000'0000}})
        expect_segment_refused(1, &Elf64_Phdr::p_vaddr, address);
    expect_segment_refused(1, &Elf64_Phdr::p_vaddr,
                           kProgramEnd.value() - 0x1000); // starts inside, ends outside
}

TEST(Elf, RefusesHugeMemory) {
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, u64{1} << 38);
    expect_segment_refused(1, &Elf64_Phdr::p_memsz, u64{1} << 63);
}

TEST(Elf, RefusesAnOffsetThatDoesNotFitTheAddress) {
    expect_segment_refused(1, &Elf64_Phdr::p_offset, 0xfff);
    expect_segment_refused(1, &Elf64_Phdr::p_vaddr, kDataAddress + 8);
}

TEST(Elf, RefusesSegmentsThatOverlap) {
    expect_segment_refused(1, &Elf64_Phdr::p_vaddr, kTextAddress);
    expect_segment_refused(0, &Elf64_Phdr::p_memsz, 0x1001);
    expect_segment_refused(0, &Elf64_Phdr::p_memsz, 0x10'0000);
}

TEST(Elf, RefusesSegmentsThatShareAPage) {
    ElfBuilder elf;
    elf.segments[0].p_filesz = elf.segments[0].p_memsz = 0xc00;
    elf.segments[1].p_offset = 0xc00;
    elf.segments[1].p_vaddr = kTextAddress + 0xc00;
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesSegmentsOutOfOrder) {
    ElfBuilder elf;
    std::swap(elf.segments[0], elf.segments[1]);
    EXPECT_REFUSED(elf);
}

TEST(Elf, RefusesPagesThatAreWrittenAndRun) {
    expect_segment_refused(0, &Elf64_Phdr::p_flags, PF_R | PF_W | PF_X);
    expect_segment_refused(1, &Elf64_Phdr::p_flags, PF_W | PF_X);
}

TEST(Elf, RefusesPagesThatNobodyMayUse) { expect_segment_refused(1, &Elf64_Phdr::p_flags, 0); }

TEST(Elf, RefusesAnEntryThatIsNoCode) {
    for (const u64 entry : {u64{0}, kTextAddress - 2, kTextAddress + 0x1000, kDataAddress, ~u64{0}})
        expect_header_refused(&Elf64_Ehdr::e_entry, entry);
}

} // namespace
