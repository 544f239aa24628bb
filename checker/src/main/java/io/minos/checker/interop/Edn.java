package io.minos.checker.interop;

import io.minos.checker.model.named.Datum;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import us.bpsm.edn.EdnException;
import us.bpsm.edn.Keyword;
import us.bpsm.edn.TaggedValue;
import us.bpsm.edn.parser.Parseable;
import us.bpsm.edn.parser.Parser;
import us.bpsm.edn.parser.Parsers;

/** The values of a text in EDN, one after the other. Tags are left out: {@code #jepsen.history.Op{…}} is the map. */
final class Edn implements Parseable {
    private static final int NEWLINE = '\n';

    private final PushbackReader in;
    private final Parser parser = Parsers.newParser(Parsers.defaultConfiguration());
    private long line = 1;

    Edn(Reader reader) {
        in = new PushbackReader(reader, 2);
    }

    /** Of what is read next, from 1. */
    long line() {
        return line;
    }

    /** The next character that is no blank, comma or comment, left where it is; -1 at the end. */
    int peek() throws IOException {
        while (true) {
            int c = read();
            if (c == ';') skipLine();
            else if (c == END_OF_INPUT || !Character.isWhitespace(c) && c != ',') {
                unread(c);
                return c;
            }
        }
    }

    private void skipLine() throws IOException {
        int c = read();
        while (c != NEWLINE && c != END_OF_INPUT) c = read();
    }

    /** @throws EdnException if there is no whole value */
    Datum next() {
        Object value = parser.nextValue(this);
        if (value == Parser.END_OF_INPUT) throw new EdnException("a value is missing");
        return datum(value);
    }

    private static Datum datum(@Nullable Object value) {
        if (value == null) return Datum.NIL;
        if (value instanceof TaggedValue tagged) return datum(tagged.getValue());
        if (value instanceof Keyword keyword) return Datum.of(keyword.toString().substring(1));
        if (value instanceof Collection<?> items) return new Datum.Items(items.stream().map(Edn::datum).toList());
        if (!(value instanceof Map<?, ?> map)) return Datum.of(value.toString());
        Map<String, Datum> fields = new TreeMap<>();
        map.forEach((name, field) -> fields.put(datum(name).toString(), datum(field)));
        return new Datum.Fields(fields);
    }

    /** All values of a short text. */
    static List<Datum> all(String text) throws IOException {
        List<Datum> values = new ArrayList<>();
        try (Edn edn = new Edn(new StringReader(text))) {
            while (edn.peek() != END_OF_INPUT) values.add(edn.next());
        }
        return values;
    }

    @Override
    public int read() throws IOException {
        int c = in.read();
        if (c == NEWLINE) line++;
        return c;
    }

    @Override
    public void unread(int c) throws IOException {
        if (c == END_OF_INPUT) return;
        if (c == NEWLINE) line--;
        in.unread(c);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
