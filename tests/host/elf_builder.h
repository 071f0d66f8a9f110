// tests/host/elf_builder.h: makes small ELF programs in memory, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

// The names are those of the System V ABI, so that this shares nothing with the checker that it tests.
struct Elf64_Ehdr {
    uint8_t e_ident[16];
    uint16_t e_type, e_machine;
    uint32_t e_version;
    uint64_t e_entry, e_phoff, e_shoff;
    uint32_t e_flags;
    uint16_t e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx;
};
struct Elf64_Phdr {
    uint32_t p_type, p_flags;
    uint64_t p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align;
};
enum : uint32_t {
    PT_LOAD = 1,
    PT_DYNAMIC = 2,
    PT_INTERP = 3,
    PT_NOTE = 4,
    PT_TLS = 7,
    PF_X = 1,
    PF_W = 2,
    PF_R = 4
};

constexpr uint64_t kTextAddress = 0x100'0000;
constexpr uint64_t kDataAddress = 0x100'1000;

// A right program with headers, text, data and bss, to be broken in one place by each test.
struct ElfBuilder {
    ElfBuilder() {
        const uint8_t ident[16] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        std::memcpy(header.e_ident, ident, sizeof(ident));
        header.e_type = 2;      // ET_EXEC
        header.e_machine = 243; // EM_RISCV
        header.e_version = 1;
        header.e_entry = kTextAddress + 0x800;
        header.e_phoff = sizeof(Elf64_Ehdr);
        header.e_ehsize = sizeof(Elf64_Ehdr);
        header.e_phentsize = sizeof(Elf64_Phdr);
        add({PT_LOAD, PF_R | PF_X, 0, kTextAddress, kTextAddress, 0x1000, 0x1000, 0x1000});
        add({PT_LOAD, PF_R | PF_W, 0x1000, kDataAddress, kDataAddress, 0x400, 0x3000, 0x1000});
    }

    void add(const Elf64_Phdr& segment) { segments.push_back(segment); }

    // A note at an offset in the file, and a program header for it.
    void add_note(uint64_t offset, std::string_view name, uint32_t type, uint32_t descriptor_size = 0) {
        add({PT_NOTE, PF_R, offset, 0, 0, put_note(offset, name, type, descriptor_size), 0, 4});
    }

    // The note alone; its size.
    uint64_t put_note(uint64_t offset, std::string_view name, uint32_t type, uint32_t descriptor_size = 0) {
        const uint32_t sizes[3] = {static_cast<uint32_t>(name.size()), descriptor_size, type};
        put(offset, sizes, sizeof(sizes));
        put(offset + sizeof(sizes), name.data(), name.size());
        return sizeof(sizes) + (name.size() + 3) / 4 * 4 + (descriptor_size + 3) / 4 * 4;
    }

    void put(uint64_t offset, const void* data, size_t length) {
        contents.resize(std::max(contents.size(), offset + length));
        std::memcpy(contents.data() + offset, data, length);
    }

    std::vector<uint8_t> file() const {
        std::vector<uint8_t> bytes = contents;
        bytes.resize(std::max<size_t>(size, bytes.size()));
        Elf64_Ehdr head = header;
        head.e_phnum = static_cast<uint16_t>(segments.size());
        if (forced_count) head.e_phnum = *forced_count;
        std::memcpy(bytes.data(), &head, sizeof(head));
        std::memcpy(bytes.data() + sizeof(head), segments.data(), segments.size() * sizeof(Elf64_Phdr));
        return bytes;
    }

    Elf64_Ehdr header = {};
    std::vector<Elf64_Phdr> segments;
    std::vector<uint8_t> contents;        // what is in the file besides headers
    std::optional<uint16_t> forced_count; // an e_phnum that is not true
    size_t size = 0x1400;                 // of the file
};
