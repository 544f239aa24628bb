package io.minos.node.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pages, one behind the other, and knows how far it is. */
final class PageOutput extends OutputStream {
    private final OutputStream out;
    private long bytes;

    PageOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        bytes += length;
    }

    void write(ByteBuffer whole) throws IOException {
        write(whole.array(), 0, whole.limit());
    }

    static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param pages it takes, itself among them */
    void pageHeader(long id, int flags, int count, long pages) throws IOException {
        ByteBuffer header = littleEndian(Format.PAGE_HEADER_BYTES);
        write(header.putLong(id).putShort((short) flags).putShort((short) count).putInt((int) (pages - 1)).flip());
    }

    /** Zeros up to the end of the page. */
    void endPage() throws IOException {
        int rest = (int) (-bytes & (Format.PAGE_BYTES - 1));
        write(new byte[rest], 0, rest);
    }

    long bytes() {
        return bytes;
    }
}
