// file/pipe_file.cpp: opening the ends of a pipe, and closing them.
#include "file/pipe_file.h"
#include "memory/heap.h"

PipeFile::~PipeFile() {
    leave_watches();
    if (!open_) return;
    if (readable()) pipe_->close_read_end();
    if (writable()) pipe_->close_write_end();
}

Result<void> PipeFile::open(Pipe::Alone alone) {
    if (readable() && writable()) alone = Pipe::Alone::allowed;
    if (writable()) others_gone_ = TRY(pipe_->open_write_end(alone));
    if (readable()) others_gone_ = TRY(pipe_->open_read_end(alone));
    open_ = true;
    return {};
}

int PipeFile::readiness() {
    return (readable() ? pipe_->readiness_to_read(others_gone_) : 0) |
           (writable() ? pipe_->readiness_to_write() : 0);
}

Result<Pipe::Ends> Pipe::create(u32 flags) {
    PageBuffer buffer = TRY(PageBuffer::create());
    Ref<Pipe> pipe = TRY(make_ref<Pipe>(std::move(buffer)));
    Ref<PipeFile> read_end = TRY(make_ref<PipeFile>(pipe, O_RDONLY | flags));
    Ref<PipeFile> write_end = TRY(make_ref<PipeFile>(pipe, O_WRONLY | flags));
    TRY(read_end->open(Alone::allowed));
    TRY(write_end->open(Alone::allowed));
    return Ends{std::move(read_end), std::move(write_end)};
}
