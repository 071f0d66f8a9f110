// file/file.h: an open file: what a descriptor means. Pipes, the console and files on disk each say how it is done.
#pragma once

#include "abi/result.h"
#include "fs/inode.h"
#include "lib/atomic.h"
#include "lib/ref.h"
#include "memory/user_copy.h"

struct PollLink;
class Socket;
class WatchSet;

// Several descriptors, of several processes, may share one. All functions may sleep, and may run at the same time on
// several threads: each kind of file locks what it shares.
class File : public RefCounted {
  public:
    // OpenFlags: of them the access mode, O_DSYNC and O_PATH stay as they are, and those of kStatusFlags may be changed.
    explicit File(u32 flags);
    virtual ~File();

    static constexpr u32 kStatusFlags = O_APPEND | O_NONBLOCK;
    u32 flags() const { return flags_.load(Order::relaxed); }
    bool readable() const { return (flags() & O_ACCMODE) != O_WRONLY; }
    bool writable() const { return (flags() & O_ACCMODE) != O_RDONLY; }
    bool appends() const { return flags() & O_APPEND; }
    bool waits() const { return !(flags() & O_NONBLOCK); } // where others answer Errno::again
    void set_status_flags(u32 flags);

    // Bytes moved. An error after some bytes were moved is not told, but met again by the next call.
    virtual Result<usize> read(UserSink& to); // badf unless a kind of file knows better
    virtual Result<usize> write(UserSource& from);

    // The same at a given offset, and the place reached stays where it is; spipe.
    virtual Result<usize> read_at(u64 offset, UserSink& to);
    virtual Result<usize> write_at(u64 offset, UserSource& from);

    virtual Result<i64> seek(i64 offset, Whence whence); // spipe
    virtual Result<void> resize(u64 size);               // inval
    virtual Result<void> sync();                         // inval
    virtual Result<Stat> stat() = 0;
    virtual Result<usize> read_directory(UserSink& to); // notdir
    virtual Result<Ref<Inode>> inode();                 // what it is in the file system; inval

    // What could be done now without waiting: PollEvents. Unless a kind of file knows better, reading and writing.
    virtual int readiness();
    // From here on the poller is told when this changes; and no more. Whoever looks at readiness comes after the first.
    virtual void start_polling(PollLink& poll);
    virtual void stop_polling(PollLink& poll);

    // Whether a WatchSet may have it: then it tells its pollers, and its destructor first leaves all of them.
    virtual bool can_be_watched() const; // no
    virtual WatchSet* watch_set();       // this, if it is one, or null
    virtual Socket* socket();            // likewise

    // Of a folder that is in no file system (proc/proc.h): its path, with a slash at its end; false of all others.
    virtual bool find_own_path(char* to, usize size) const;

    virtual bool is_terminal() const; // no: then device/console.h is about it

    virtual Result<usize> unread_bytes(); // that a read would get now; notty

    // The memory of a thread that waits for its tracer, which this is; inval.
    virtual Result<usize> traced_memory(Tid thread, u64 address, UserSink& to);

    static u32 open_count(); // how many there are

  protected:
    void leave_watches(); // (watch.cpp)

  private:
    friend class WatchSet;
    Atomic<u32> flags_;
    Atomic<u32> watches_ = 0; // how many have it
};
