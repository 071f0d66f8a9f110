// file/descriptors.h: the descriptor table of a process: which small number means which open file.
#pragma once

#include "abi/files.h"
#include "file/file.h"
#include "sync/spinlock.h"

class Descriptors : NonCopyable {
  public:
    // Whether several threads may use this table. Said by a thread that is alone: by one that is about to make a second
    // one, and by exec, when the others are gone; those that just end change nothing.
    void set_several_users(bool several) { several_users_ = several; }

    // The lowest free descriptor, from `lowest` on, now means `file`; mfile if there is none, nomem if there is no room for it.
    Result<Fd> install(Ref<File> file, bool close_on_exec, int lowest = 0);
    // This descriptor now means `file`; what it meant before is closed. badf if there is no such number, nomem.
    Result<void> replace(Fd fd, Ref<File> file, bool close_on_exec);
    Result<Ref<File>> file(Fd fd); // badf
    Result<void> close(Fd fd);     // badf
    bool is_full();                // install would answer mfile

    Result<bool> closes_on_exec(Fd fd);                        // badf
    Result<void> set_close_on_exec(Fd fd, bool close_on_exec); // badf

    Result<void> copy_from(Descriptors& parent); // into an empty table, for fork; nomem
    void close_on_exec();
    void close_all();

    int end(); // no descriptor from here on is open

  private:
    struct Entry {
        Ref<File> file;
        bool close_on_exec = false;
    };
    // Most processes need no more entries than lie in the table itself. Others come when they are needed, and stay.
    static constexpr int kBlockSize = 64;
    static constexpr int kBlocks = OPEN_FILES_MAX / kBlockSize;
    struct Block {
        Entry entries[kBlockSize];
    };

    // Null if the number is none, or there was no need for its entry.
    Entry* find(int number) REQUIRES(lock_) {
        if (number >= 0 && number < kBlockSize) [[likely]]
            return &first_.entries[number];
        return find_far(number);
    }
    Entry* find_far(int number) REQUIRES(lock_);
    Result<Entry*> find_or_make(int number) REQUIRES(lock_);
    int free_from(int number) REQUIRES(lock_);
    Result<Entry*> open_entry(Fd fd) REQUIRES(lock_);
    Ref<File> take_next(int& number, bool only_close_on_exec);

    friend class FileInUse;
    File* file_of_several_users(Fd fd);               // whoever asks is one more owner
    File* file_of_only_user(Fd fd) NO_THREAD_SAFETY { // without the lock: nobody else is there to need it
        const Entry* entry = find(fd.number());
        return entry ? entry->file.get() : nullptr;
    }

    Spinlock lock_{LockRank::descriptors};
    Block first_ GUARDED_BY(lock_);
    Owned<Block> more_[kBlocks - 1] GUARDED_BY(lock_); // null: not needed until now
    int end_ GUARDED_BY(lock_) = 0;                    // entries from here on were never used
    bool several_users_ = false;
};

// An open file, or none, while a call works with it; for that long it stays, even if its descriptor is closed. Only another
// thread can do that: where there is none, nothing need be done about it, which is what makes small reads and writes fast.
class FileInUse : NonCopyable {
  public:
    [[gnu::always_inline]] FileInUse(Descriptors& files, Fd fd) {
        if (files.several_users_) [[unlikely]]
            file_ = owned_ = files.file_of_several_users(fd);
        else
            file_ = files.file_of_only_user(fd);
    }
    ~FileInUse() {
        if (owned_) [[unlikely]]
            (void)Ref<File>::adopt(owned_);
    }
    explicit operator bool() const { return file_ != nullptr; }
    File* operator->() const { return file_; }

  private:
    File* file_;
    File* owned_ = nullptr; // the same, if this is one of its owners
};
