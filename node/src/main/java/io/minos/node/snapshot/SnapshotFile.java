package io.minos.node.snapshot;

import io.minos.node.raft.SnapshotMark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What a snapshot file says of itself.
 *
 * @param fileBytes the file's length, the header among it
 */
public record SnapshotFile(Path path, SnapshotMark mark, long fileBytes, long bodyBytes) {
    private static final int BUFFER_BYTES = 64 << 10;

    /**
     * Looks at the header and the length alone.
     *
     * @throws IOException if they are not those of a whole snapshot; the message says why, without the path
     */
    public static SnapshotFile look(Path path) throws IOException {
        SnapshotHeader header = header(path);
        return new SnapshotFile(path, header.mark(), header.fileBytes(), header.bodyBytes());
    }

    /**
     * Reads the whole file.
     *
     * @throws IOException also if the body does not have the checksum that the header gives
     */
    public static SnapshotFile check(Path path) throws IOException {
        SnapshotHeader header = header(path);
        CRC32C crc = new CRC32C();
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(header.bytes());
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        if ((int) crc.getValue() != header.bodyCrc()) {
            throw new IOException("the body is damaged: checksum mismatch");
        }
        return look(path);
    }

    /** The state machine's bytes, as they are: {@link #check} comes first. */
    public InputStream body() throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            in.skipNBytes(fileBytes - bodyBytes);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    static SnapshotHeader header(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] prefix = in.readNBytes(SnapshotHeader.PREFIX_BYTES);
            byte[] header = new byte[SnapshotHeader.bytesOf(prefix)];
            System.arraycopy(prefix, 0, header, 0, prefix.length);
            if (in.readNBytes(header, prefix.length, header.length - prefix.length) < header.length - prefix.length) {
                throw new IOException("the header is damaged: it ends early");
            }
            SnapshotHeader decoded = SnapshotHeader.decode(header);
            if (Files.size(path) != decoded.fileBytes()) {
                throw new IOException("the file has " + Files.size(path) + " bytes instead of " + decoded.fileBytes());
            }
            return decoded;
        }
    }
}
