package io.minos.checker.interop;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.history.HistoryReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a history of any {@link Format}, compressed by gzip or not. */
public final class HistoryFile {
    /** Enough for the lines that may come before the first one of Jepsen in a log. */
    private static final int HEAD_BYTES = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private HistoryFile() {}

    /**
     * @param given null: found out by the content
     * @throws HarnessFailure one line, with the number of the line where there is one
     */
    public static Recording read(Path file, @Nullable Format given) {
        try (InputStream in = uncompressed(Files.newInputStream(file))) {
            in.mark(HEAD_BYTES);
            String head = new String(in.readNBytes(HEAD_BYTES - 1), StandardCharsets.UTF_8);
            in.reset();
            Format format = given == null ? Format.of(file.toString(), head) : given;
            return new Recording(file.toString(), format, operations(file, format, in));
        } catch (NoSuchFileException e) {
            throw new HarnessFailure("There is no history " + file + ".", e);
        } catch (CharacterCodingException e) {
            throw new HarnessFailure(file + " cannot be read: it is not UTF-8.", e);
        } catch (IOException e) {
            throw new HarnessFailure(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream uncompressed(InputStream raw) throws IOException {
        InputStream in = new BufferedInputStream(raw);
        in.mark(2);
        boolean compressed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return compressed ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    }

    private static List<Recorded> operations(Path file, Format format, InputStream in) throws IOException {
        if (format == Format.MINOS) return MinosHistory.read(HistoryReader.read(file, in));
        Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        return format == Format.EDN ? EdnHistory.read(file.toString(), reader) : JepsenLog.read(file.toString(), reader);
    }
}
