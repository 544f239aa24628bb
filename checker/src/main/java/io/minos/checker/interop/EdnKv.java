package io.minos.checker.interop;

import io.minos.checker.linear.Span;
import io.minos.checker.model.AppendRegister.Action;
import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Reads one EDN map a line, {@code {:process 0, :type :ok, :f :get, :key "0", :value "x"}}: get, put and append on a map of
 * texts.
 */
public final class EdnKv {
    @SuppressWarnings("unchecked")
    private static final NamedModel<String, Action> MODEL = (NamedModel<String, Action>) Models.named("kv");

    private EdnKv() {}

    /** The spans of each key, since keys are judged apart. */
    public static Map<String, List<Span<Action>>> read(List<String> lines) {
        try {
            List<Recorded> operations = EdnHistory.read("The history", new StringReader(String.join("\n", lines)));
            return new Recording("The history", Format.EDN, operations).spans(MODEL, Format.EDN.refused());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
