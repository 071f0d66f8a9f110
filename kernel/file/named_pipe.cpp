// file/named_pipe.cpp: who opens a pipe by its name finds the others who have it open.
#include "file/named_pipe.h"
#include "file/file_locks.h"
#include "file/pipe_file.h"
#include "fs/ext2.h"
#include "memory/heap.h"

namespace {

class NamedPipe;

constinit Spinlock pipes_lock(LockRank::named_pipes);

// It is there for as long as somebody has it open, or waits to: then what is in it is lost.
class NamedPipe final : public Pipe {
  public:
    // That of a name: an old one, or a new one.
    static Result<Ref<NamedPipe>> of(const Ref<Inode>& inode);

    NamedPipe(Ref<Inode> inode, PageBuffer buffer) : Pipe(std::move(buffer)), inode_(std::move(inode)) {}
    ~NamedPipe() override {
        Guard guard(pipes_lock);
        all_.remove(this);
    }
    const Ref<Inode>& inode() const { return inode_; }

  private:
    const Ref<Inode> inode_;
    ListLink link_;
    static List<NamedPipe, &NamedPipe::link_> all_ GUARDED_BY(pipes_lock);
};
constinit List<NamedPipe, &NamedPipe::link_> NamedPipe::all_;

Result<Ref<NamedPipe>> NamedPipe::of(const Ref<Inode>& inode) {
    Guard guard(pipes_lock);
    for (NamedPipe& pipe : all_)
        if (pipe.inode_.get() == inode.get() && pipe.retain_if_alive()) return Ref<NamedPipe>::adopt(&pipe);
    PageBuffer buffer = TRY(PageBuffer::create());
    Ref<NamedPipe> pipe = TRY(make_ref<NamedPipe>(inode, std::move(buffer)));
    all_.push_back(pipe.get());
    return pipe;
}

// What is known of it stands in the file system.
class NamedPipeFile final : public PipeFile {
  public:
    NamedPipeFile(const Ref<NamedPipe>& pipe, u32 flags)
        : PipeFile(Ref<Pipe>(Ref<NamedPipe>(pipe)), flags), inode_(pipe->inode()) {}
    ~NamedPipeFile() override { file_locks::closed(static_cast<File*>(this), *this); }

    Result<Stat> stat() override {
        const Shared shared(inode_->file_system().lock());
        return inode_->stat();
    }
    Result<Ref<Inode>> inode() override { return inode_; }

  private:
    const Ref<Inode> inode_;
};

Pipe::Alone how_alone(const File& file) {
    if (file.waits()) return Pipe::Alone::waits;
    return file.writable() ? Pipe::Alone::refused : Pipe::Alone::allowed;
}

} // namespace

Result<Ref<File>> open_named_pipe(const Ref<Inode>& inode, u32 flags) {
    const Ref<NamedPipe> pipe = TRY(NamedPipe::of(inode));
    Ref<NamedPipeFile> file = TRY(make_ref<NamedPipeFile>(pipe, flags));
    TRY(file->open(how_alone(*file)));
    return Ref<File>(std::move(file));
}
