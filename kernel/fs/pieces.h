// fs/pieces.h: some bytes of a file in a row, cut where its blocks end.
#pragma once

#include "fs/geometry.h"

//   for (Pieces piece(geometry, offset, count); piece.length() > 0; piece.advance(piece.length()))
class Pieces {
  public:
    Pieces(const Geometry& geometry, u64 offset, usize count)
        : block_size_(geometry.block_size()), index_(geometry.block_index(offset)),
          start_(geometry.offset_in_block(offset)), left_(count) {}

    // Of the piece at hand: which of the file's blocks it lies in, where in it, and how many bytes it has; 0 at the end.
    u64 index() const { return index_; }
    usize start() const { return start_; }
    usize length() const { return left_ < block_size_ - start_ ? left_ : block_size_ - start_; }
    bool is_whole_block() const { return length() == block_size_; }

    // So many bytes are done, no more than the piece has.
    void advance(usize count) {
        left_ -= count;
        start_ += count;
        if (start_ < block_size_) return;
        start_ = 0;
        index_++;
    }

    u64 offset() const { return index_ * block_size_ + start_; } // where it begins in the file
    usize left() const { return left_; }                         // bytes that are not done yet

  private:
    const usize block_size_;
    u64 index_;
    usize start_;
    usize left_;
};
