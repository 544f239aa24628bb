package io.minos.node.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a meta page says of the file; there are two, of which the one with the higher transaction counts, if it is whole.
 *
 * @param root page of the bucket of all buckets
 * @param freelist page of the list of free pages; -1: none is kept, free is what cannot be reached
 * @param pages the file has at least so many
 */
record Meta(int pageBytes, long root, long freelist, long pages, long transaction) {
    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final int CHECKED_BYTES = 56;
    static final int BYTES = CHECKED_BYTES + Long.BYTES;

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(pageBytes).putInt(0);
        out.putLong(root).putLong(0).putLong(freelist).putLong(pages).putLong(transaction);
        return out.putLong(fnv1a(out.array(), CHECKED_BYTES)).flip();
    }

    /** True if these bytes, from a file's byte 16 on, can only be a meta page's. */
    static boolean isMagic(ByteBuffer bytes) {
        return bytes.remaining() >= Integer.BYTES && bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position()) == MAGIC;
    }

    /** @throws IOException that says what is wrong with it */
    static Meta decode(ByteBuffer in) throws IOException {
        byte[] checked = new byte[CHECKED_BYTES];
        in.order(ByteOrder.LITTLE_ENDIAN).get(in.position(), checked);
        int magic = in.getInt();
        int version = in.getInt();
        int pageBytes = in.getInt();
        in.getInt();
        long root = in.getLong();
        in.getLong();
        Meta meta = new Meta(pageBytes, root, in.getLong(), in.getLong(), in.getLong());
        if (magic != MAGIC) {
            throw new IOException("it is not of etcd's backend");
        }
        if (version != VERSION) {
            throw new IOException("it is of version " + Integer.toUnsignedString(version) + "; this reader knows " + VERSION);
        }
        if (in.getLong() != fnv1a(checked, CHECKED_BYTES)) {
            throw new IOException("checksum mismatch");
        }
        if (Integer.bitCount(pageBytes) != 1 || pageBytes < Format.PAGE_BYTES_MIN || pageBytes > Format.PAGE_BYTES_MAX) {
            throw new IOException("pages of " + Integer.toUnsignedString(pageBytes) + " bytes");
        }
        return meta;
    }

    /** FNV-1a of 64 bits. */
    private static long fnv1a(byte[] bytes, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ Byte.toUnsignedLong(bytes[i])) * 0x100000001b3L;
        }
        return hash;
    }
}
