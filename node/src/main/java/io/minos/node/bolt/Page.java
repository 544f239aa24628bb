package io.minos.node.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A branch or leaf page that was read. Whatever its bytes are, what they point at lies within the page, or it is an IOException. */
final class Page {
    private final long id;
    private final ByteBuffer bytes;

    private Page(long id, ByteBuffer bytes) {
        this.id = id;
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param id the page it must say it is
     * @param bytes with its overflow pages
     */
    static Page of(long id, ByteBuffer bytes) throws IOException {
        Page page = new Page(id, bytes);
        if (bytes.remaining() < Format.PAGE_HEADER_BYTES) {
            throw page.damaged("it ends early");
        }
        if (bytes.getLong(0) != id) {
            throw page.damaged("it says it is page " + Long.toUnsignedString(bytes.getLong(0)));
        }
        if (page.flags() != Format.BRANCH && page.flags() != Format.LEAF) {
            throw page.damaged("neither branch nor leaf (flags " + Integer.toHexString(page.flags()) + ")");
        }
        if (page.element(page.count()) > bytes.limit()) {
            throw page.damaged(page.count() + " elements do not fit into it");
        }
        return page;
    }

    private int flags() {
        return Short.toUnsignedInt(bytes.getShort(8));
    }

    /** With its overflow pages. */
    int bytes() {
        return bytes.limit();
    }

    boolean isLeaf() {
        return flags() == Format.LEAF;
    }

    int count() {
        return Short.toUnsignedInt(bytes.getShort(10));
    }

    private int element(int index) {
        // both kinds have the same length
        return Format.PAGE_HEADER_BYTES + index * Format.LEAF_ELEMENT_BYTES;
    }

    /** Of a branch. */
    long child(int index) {
        return bytes.getLong(element(index) + 8);
    }

    /** Of a leaf: whether the value is a bucket. */
    boolean isBucket(int index) {
        return (bytes.getInt(element(index)) & Format.BUCKET) != 0;
    }

    ByteBuffer key(int index) throws IOException {
        return slice(keyFrom(index), keyBytes(index));
    }

    /** Of a leaf. */
    ByteBuffer value(int index) throws IOException {
        return slice(keyFrom(index) + keyBytes(index), unsigned(element(index) + 12));
    }

    private long keyFrom(int index) {
        int element = element(index);
        return element + unsigned(isLeaf() ? element + 4 : element);
    }

    private long keyBytes(int index) {
        return unsigned(element(index) + (isLeaf() ? 8 : 4));
    }

    private long unsigned(int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    private ByteBuffer slice(long from, long length) throws IOException {
        if (from < element(count()) || from + length > bytes.limit()) {
            throw damaged("an element lies outside of it");
        }
        return bytes.slice((int) from, (int) length).asReadOnlyBuffer();
    }

    IOException damaged(String what) {
        return new IOException("page " + id + " is damaged: " + what);
    }
}
