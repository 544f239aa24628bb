package io.minos.node.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Cuts a stream of bytes into frames, wherever the reads happen to end. One thread. */
final class FrameReader {
    private static final int FRAME_BYTES_MAX = 64 << 20;

    /** The beginning of a frame whose end has not come, its length included; room for all of it once the length is known. */
    private ByteBuffer begun = ByteBuffer.allocate(MessageCodec.LENGTH_BYTES);

    /**
     * The next whole frame, without its length; empty when {@code bytes} are used up. A frame may be a view of
     * {@code bytes}: it is valid for as long as these are.
     */
    Optional<ByteBuffer> next(ByteBuffer bytes) throws InvalidProtocolBufferException {
        if (begun.position() == 0 && bytes.remaining() >= MessageCodec.LENGTH_BYTES) {
            int length = checkedLength(bytes.getInt(bytes.position()));
            if (bytes.remaining() >= MessageCodec.LENGTH_BYTES + length) {
                ByteBuffer frame = bytes.slice(bytes.position() + MessageCodec.LENGTH_BYTES, length);
                bytes.position(bytes.position() + MessageCodec.LENGTH_BYTES + length);
                return Optional.of(frame);
            }
        }
        return fromParts(bytes);
    }

    private Optional<ByteBuffer> fromParts(ByteBuffer bytes) throws InvalidProtocolBufferException {
        fill(bytes);
        if (begun.position() == MessageCodec.LENGTH_BYTES && !begun.hasRemaining()) {
            int length = checkedLength(begun.getInt(0));
            begun = ByteBuffer.allocate(MessageCodec.LENGTH_BYTES + length).put(begun.flip());
            fill(bytes);
        }
        if (begun.hasRemaining()) {
            return Optional.empty();
        }
        ByteBuffer frame = begun.flip().position(MessageCodec.LENGTH_BYTES);
        begun = ByteBuffer.allocate(MessageCodec.LENGTH_BYTES);
        return Optional.of(frame);
    }

    private void fill(ByteBuffer bytes) {
        int count = Math.min(begun.remaining(), bytes.remaining());
        begun.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
    }

    private static int checkedLength(int length) throws InvalidProtocolBufferException {
        if (length <= 0 || length > FRAME_BYTES_MAX) {
            throw new InvalidProtocolBufferException("a frame of " + length + " bytes");
        }
        return length;
    }
}
