package io.minos.node.wal.chronicle;

import io.minos.node.wal.NoSpaceException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Tells a full disk from a broken one. Java has no type for it, only the text of ENOSPC and EDQUOT. */
final class NoSpace {
    private static final List<String> TEXTS = List.of("No space left on device", "Disk quota exceeded");

    private NoSpace() {}

    /** The exception as a {@link NoSpaceException} if that is what it means, itself otherwise. */
    static IOException of(IOException e, String message) {
        String text = Optional.ofNullable(e.getMessage()).orElse("");
        return TEXTS.stream().anyMatch(text::contains) ? new NoSpaceException(message, e) : e;
    }
}
