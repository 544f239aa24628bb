package io.minos.checker.judge;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.verdict.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** {@code result.json}. */
public final class JudgementFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private JudgementFile() {}

    public static void write(Judgement judgement, Path file) throws IOException {
        Files.writeString(file, toJson(judgement));
    }

    public static String toJson(Judgement judgement) {
        try {
            return JSON.writeValueAsString(judgement) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws HarnessFailure one line, if there is no such file, or it is no judgement of a version this Minos reads */
    public static Judgement read(Path file) {
        try {
            Judgement judgement = JSON.readValue(Files.readString(file), Judgement.class);
            if (judgement.formatVersion() < 1 || judgement.formatVersion() > Judgement.FORMAT_VERSION) {
                throw new HarnessFailure(file + " has result format " + judgement.formatVersion() + "; this Minos reads 1 to " + Judgement.FORMAT_VERSION + ".");
            }
            return judgement;
        } catch (NoSuchFileException e) {
            throw new HarnessFailure("There is no " + file + ".", e);
        } catch (JsonProcessingException e) {
            throw new HarnessFailure(file + " is no judgement: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new HarnessFailure(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
