package io.minos.checker.model.named;

import io.minos.checker.model.AppendRegister;
import io.minos.checker.model.Cell;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import io.minos.checker.model.VersionedRegister;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vocabularies of registers: one, several, of texts. */
final class Registers {
    static final NamedModel<?, ?> REGISTER = new NamedModel<>("register", "one value; it is nil at first",
            List.of("read → value", "write value", "delete"), Registers::plain, (name, actions) -> new Register(name));
    static final NamedModel<?, ?> CAS_REGISTER = new NamedModel<>("cas-register", "one value with compare-and-set; it is nil at first",
            List.of("read → value", "write value", "delete", "cas [old new]"), Registers::withCas, (name, actions) -> new Register(name));
    static final NamedModel<?, ?> VERSIONED_REGISTER = new NamedModel<>("versioned-register", "one value and a count of its changes; it is nil and 0 at first",
            List.of("read → [version value]", "write [nil value] → [version value]", "cas [nil [old new]] → [version [old new]]", "(a version that was not told is nil)"),
            Registers::versioned, (name, actions) -> new VersionedRegister(name));
    static final NamedModel<?, ?> MULTI_REGISTER = new NamedModel<>("multi-register", "values by key, and transactions over them; each is nil at first",
            List.of("txn [[read key nil] [write key value] [delete key nil] …] → the same with what was read, each seeing the writes before it"),
            Registers::transaction, (name, actions) -> new MultiRegister());
    static final NamedModel<?, ?> KV = new NamedModel<>("kv", "one text with append, as a key of a store; it is empty at first",
            List.of("get → text", "put text", "append text"), Registers::text, (name, actions) -> new AppendRegister(name));

    private Registers() {}

    private static @Nullable Action plain(Told told) {
        if (told.refused()) throw Vocabulary.unknown(told);
        return switch (told.f()) {
            case "read" -> told.ok() ? new Action.Read(new Cell(told.answered().text(), 0)) : null;
            case "write" -> written(told.asked());
            case "delete" -> new Action.Delete(null, null);
            default -> throw Vocabulary.unknown(told);
        };
    }

    /** To write nil is to delete. */
    private static Action written(Datum value) {
        String text = value.text();
        return text == null ? new Action.Delete(null, null) : new Action.Write(text, 0, null);
    }

    private static @Nullable Action withCas(Told told) {
        if (!told.f().equals("cas")) return plain(told);
        List<Datum> both = told.asked().items(2);
        return new Action.Cas(both.get(0).text(), both.get(1).someText(), 0, told.ok() ? Boolean.TRUE : told.refused() ? Boolean.FALSE : null, null);
    }

    private static VersionedRegister.@Nullable Action versioned(Told told) {
        Long version = told.ok() ? version(told.answered()) : null;
        if (told.f().equals("cas")) {
            List<Datum> both = told.asked().items(2).get(1).items(2);
            return new VersionedRegister.Action.Cas(both.get(0).text(), both.get(1).someText(), told.ok() ? Boolean.TRUE : told.refused() ? Boolean.FALSE : null, version);
        }
        if (told.refused()) throw Vocabulary.unknown(told);
        return switch (told.f()) {
            case "read" -> told.ok() ? new VersionedRegister.Action.Read(told.answered().items(2).get(1).text(), version) : null;
            case "write" -> new VersionedRegister.Action.Write(told.asked().items(2).get(1).someText(), version);
            default -> throw Vocabulary.unknown(told);
        };
    }

    private static @Nullable Long version(Datum answered) {
        Datum version = answered.equals(Datum.NIL) ? answered : answered.items(2).get(0);
        return version.equals(Datum.NIL) ? null : (Long) version.number(0);
    }

    private static MultiRegister.@Nullable Action transaction(Told told) {
        if (!told.f().equals("txn") || told.refused()) throw Vocabulary.unknown(told);
        List<Datum> asked = told.asked().itemsOrNone();
        List<Datum> answered = told.ok() && !told.answered().equals(Datum.NIL) ? told.answered().items(asked.size()) : asked;
        List<MultiRegister.Part> parts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            List<Datum> part = asked.get(i).items(3);
            Action action = micro(part, answered.get(i).items(3).get(2), told.ok());
            if (action != null) parts.add(new MultiRegister.Part(part.get(1).someText(), action));
        }
        return parts.isEmpty() ? null : new MultiRegister.Action(parts);
    }

    private static @Nullable Action micro(List<Datum> part, Datum answered, boolean ok) {
        return switch (part.get(0).someText()) {
            case "read", "r" -> ok ? new Action.Read(new Cell(answered.text(), 0)) : null;
            case "write", "w" -> written(part.get(2));
            case "delete", "d" -> new Action.Delete(null, null);
            default -> throw new IllegalArgumentException(part.get(0) + " is no part of a transaction: it reads, writes or deletes");
        };
    }

    private static AppendRegister.@Nullable Action text(Told told) {
        if (told.refused()) throw Vocabulary.unknown(told);
        return switch (told.f()) {
            case "get", "read" -> told.ok() ? new AppendRegister.Action.Get(orEmpty(told.answered())) : null;
            case "put", "write" -> new AppendRegister.Action.Put(orEmpty(told.asked()));
            case "append" -> new AppendRegister.Action.Append(orEmpty(told.asked()));
            default -> throw Vocabulary.unknown(told);
        };
    }

    private static String orEmpty(Datum text) {
        String given = text.text();
        return given == null ? "" : given;
    }
}
