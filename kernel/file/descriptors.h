// file/descriptors.h: the descriptor table of a process: which small number means which open file.
#pragma once

#include "abi/files.h"
#include "file/file.h"
#include "sync/spinlock.h"

class Descriptors : NonCopyable {
  public:
    // The lowest free descriptor, from `lowest` on, now means `file`; mfile if there is none.
    Result<Fd> install(Ref<File> file, bool close_on_exec, int lowest = 0);
    // This descriptor now means `file`; what it meant before is closed. badf if there is no such number.
    Result<void> replace(Fd fd, Ref<File> file, bool close_on_exec);
    Result<Ref<File>> file(Fd fd); // badf
    Result<void> close(Fd fd);     // badf

    Result<bool> closes_on_exec(Fd fd);                        // badf
    Result<void> set_close_on_exec(Fd fd, bool close_on_exec); // badf

    void copy_from(Descriptors& parent); // into an empty table, for fork
    void close_on_exec();
    void close_all();

  private:
    struct Entry {
        Ref<File> file;
        bool close_on_exec = false;
    };
    void exchange(int number, Ref<File>& file, bool close_on_exec);
    Result<Entry*> open_entry(Fd fd) REQUIRES(lock_);
    Ref<File> take_next(int& number, bool only_close_on_exec);

    Spinlock lock_{LockRank::descriptors};
    Entry entries_[OPEN_FILES_MAX] GUARDED_BY(lock_);
};
