// file/pipe_file.h: a pipe that is open: at one end, or at both.
#pragma once

#include "file/file.h"
#include "file/pipe.h"

class PipeFile : public File {
  public:
    PipeFile(Ref<Pipe> pipe, u32 flags) : File(flags), pipe_(std::move(pipe)) {}
    ~PipeFile() override;

    // To be called once: opens the ends that the access mode says. Who has both is not alone. Errno::intr, nxio
    Result<void> open(Pipe::Alone alone);

    Result<usize> read(UserSink& to) override { return pipe_->read(to, *this); }
    Result<usize> write(UserSource& from) override { return pipe_->write(from, *this); }
    Result<Stat> stat() override { return pipe_->stat(); }
    int readiness() override;
    bool can_be_watched() const override { return true; }
    Result<usize> unread_bytes() override { return pipe_->unread_bytes(); }
    void start_polling(PollLink& poll) override { pipe_->start_polling(poll); }
    void stop_polling(PollLink& poll) override { pipe_->stop_polling(poll); }

  private:
    const Ref<Pipe> pipe_;
    bool open_ = false;
    u32 others_gone_ = 0; // how many had closed the other end already when this one was opened
};
