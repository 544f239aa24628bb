package io.minos.node.front;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing byte array that lets its content be used without a copy. One thread. */
public final class Bytes extends OutputStream {
    /** What a length prefix takes that is filled in afterwards: a varint padded to its full width, which every parser reads. */
    private static final int LENGTH_BYTES = 5;

    private byte[] array;
    private int size;

    public Bytes(int capacity) {
        array = new byte[capacity];
    }

    public int size() {
        return size;
    }

    public byte[] array() {
        return array;
    }

    ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array, 0, size);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    @Override
    public void write(int b) {
        reserve(1);
        array[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
    }

    void write(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(array, size, length);
        size += length;
    }

    /** Makes room for so many bytes, to be filled in at {@link #array} from the returned position on. */
    public int extend(int length) {
        reserve(length);
        int start = size;
        size += length;
        return start;
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    /** Leaves room for the length of what follows; {@link #endLength} fills it in. */
    int beginLength() {
        reserve(LENGTH_BYTES);
        size += LENGTH_BYTES;
        return size;
    }

    void endLength(int start) {
        int length = size - start;
        for (int i = LENGTH_BYTES; i > 1; i--) {
            array[start - i] = (byte) (length | 0x80);
            length >>>= 7;
        }
        array[start - 1] = (byte) length;
    }

    void clear() {
        size = 0;
    }

    private void reserve(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
        }
    }
}
