package io.minos.node.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Counts and checksums what goes through. */
final class BodyWriter extends OutputStream {
    private final OutputStream out;
    private final CRC32C crc = new CRC32C();
    private long bytes;

    BodyWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        crc.update(b);
        bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        crc.update(from, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    int crc() {
        return (int) crc.getValue();
    }

    long bytes() {
        return bytes;
    }
}
