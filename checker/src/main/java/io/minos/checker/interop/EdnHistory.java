package io.minos.checker.interop;

import io.minos.checker.interop.Pairs.Line;
import io.minos.checker.model.named.Datum;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import us.bpsm.edn.EdnException;
import us.bpsm.edn.parser.Parseable;

/**
 * Jepsen's {@code history.edn}: events as maps or records, one after the other or in one vector or list. Of an event
 * {@code :type :process :f :value} are needed, {@code :key :index :time :error} are taken. Processes that are no numbers are no
 * clients (the nemesis), and are passed over.
 */
final class EdnHistory {
    private final Edn edn;
    private final Pairs pairs;

    private EdnHistory(String file, Reader reader) {
        edn = new Edn(reader);
        pairs = new Pairs(file);
    }

    /** @throws io.minos.checker.history.HarnessFailure one line with the number of the line that is wrong */
    static List<Recorded> read(String file, Reader reader) throws IOException {
        EdnHistory history = new EdnHistory(file, reader);
        try {
            history.events();
        } catch (EdnException e) {
            throw history.pairs.wrong(history.edn.line(), "this is no EDN: " + e.getMessage());
        }
        return history.pairs.operations();
    }

    private void events() throws IOException {
        int first = edn.peek();
        int close = first == '[' ? ']' : first == '(' ? ')' : Parseable.END_OF_INPUT;
        if (close != Parseable.END_OF_INPUT) edn.read();
        for (int c = edn.peek(); c != close; c = edn.peek()) {
            if (c == Parseable.END_OF_INPUT) throw pairs.wrong(edn.line(), "the file ends before its history does: " + (char) close + " is missing");
            long line = edn.line();
            event(line, edn.next());
        }
        if (close != Parseable.END_OF_INPUT) edn.read();
        if (edn.peek() != Parseable.END_OF_INPUT) throw pairs.wrong(edn.line(), "there is more after the end of the history");
    }

    private void event(long line, Datum event) {
        if (!(event instanceof Datum.Fields)) throw pairs.wrong(line, "this is no event: " + event);
        try {
            String process = need(event, "process");
            if (!process.matches("-?\\d+")) return;
            pairs.accept(new Line(line, event.field("index").number(-1), process, need(event, "type"), need(event, "f"), event.field("key").text(), event.field("value"), event.field("error"),
                    event.field("time").number(0)));
        } catch (IllegalArgumentException e) {
            throw pairs.wrong(line, e.getMessage());
        }
    }

    private static String need(Datum event, String field) {
        String text = event.field(field).text();
        if (text == null) throw new IllegalArgumentException("the event has no :" + field);
        return text;
    }
}
