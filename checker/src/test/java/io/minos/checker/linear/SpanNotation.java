package io.minos.checker.linear;

import io.minos.checker.model.named.Datum;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.model.named.Told;
import io.minos.checker.model.named.Told.Ending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Histories of any named model in one line. Words are separated by {@code |} and happen one after the other; values are EDN.
 *
 * <pre>
 * 0 write 1                process 0 writes 1             0 read -> 1       … and reads 1
 * 0? write 1               … of unknown outcome           0! cas [1 2]      … and is refused
 * (0 write 1 | … | 0)      … and what is between happens meanwhile; (0 read | … | 0 -> 1), 0? and 0! in the end, likewise
 * </pre>
 */
final class SpanNotation<A> {
    private record Open(long at, String f, Datum asked) {}

    private final NamedModel<?, A> model;
    private final Map<String, Open> open = new HashMap<>();
    private final Map<Long, Span<A>> spans = new LinkedHashMap<>();
    private long time;

    private SpanNotation(NamedModel<?, A> model) {
        this.model = model;
    }

    static <A> List<Span<A>> spans(NamedModel<?, A> model, String line) {
        SpanNotation<A> notation = new SpanNotation<>(model);
        for (String word : line.split("\\|")) notation.word(word.strip());
        if (!notation.open.isEmpty()) throw new IllegalArgumentException("never ended: " + notation.open);
        return new ArrayList<>(notation.spans.values());
    }

    /** One operation: {@code cas [1 2]}, {@code read -> 1}. */
    static Told told(String process, String words, Ending ending) {
        String[] parts = words.split("->");
        List<String> tokens = tokens(parts[0]);
        return new Told(process, tokens.remove(0), datum(tokens), parts.length > 1 ? datum(tokens(parts[1])) : Datum.NIL, ending);
    }

    private void word(String word) {
        String[] parts = word.split("->");
        List<String> tokens = tokens(parts[0]);
        Datum answered = parts.length > 1 ? datum(tokens(parts[1])) : Datum.NIL;
        String who = tokens.remove(0);
        boolean opens = who.startsWith("(");
        if (opens) who = who.substring(1);
        boolean ends = tokens.isEmpty();
        if (ends && who.endsWith(")")) who = who.substring(0, who.length() - 1);
        char last = who.charAt(who.length() - 1);
        if (last == '?' || last == '!') who = who.substring(0, who.length() - 1);
        if (!ends) open.put(who, new Open(time++, tokens.remove(0), datum(tokens)));
        if (!opens) end(who, answered, last == '?' ? Ending.UNKNOWN : last == '!' ? Ending.REFUSED : Ending.OK);
    }

    private void end(String who, Datum answered, Ending ending) {
        Open begun = open.remove(who);
        A action = model.vocabulary().action(new Told(who, begun.f(), begun.asked(), answered, ending));
        long returned = ending == Ending.UNKNOWN ? Span.NEVER : time++;
        if (action != null) spans.put(begun.at(), new Span<>(begun.at(), begun.at(), returned, action));
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        String spaced = text.replaceAll("([\\[\\]{}])", " $1 ").replace(",", " ");
        for (String token : spaced.strip().split("\\s+")) if (!token.isEmpty()) tokens.add(token);
        // the bracket that ends a word's span is the process's
        if (tokens.size() > 1 && tokens.get(tokens.size() - 1).equals(")")) tokens.remove(tokens.size() - 1);
        return tokens;
    }

    private static Datum datum(List<String> tokens) {
        if (tokens.isEmpty()) return Datum.NIL;
        String token = tokens.remove(0);
        if (token.equals("nil")) return Datum.NIL;
        if (!token.equals("[") && !token.equals("{")) return Datum.of(token.endsWith(")") ? token.substring(0, token.length() - 1) : token);
        List<Datum> items = new ArrayList<>();
        String close = token.equals("[") ? "]" : "}";
        while (!tokens.get(0).equals(close)) items.add(datum(tokens));
        tokens.remove(0);
        return close.equals("]") ? new Datum.Items(items) : fields(items);
    }

    private static Datum fields(List<Datum> items) {
        Map<String, Datum> fields = new HashMap<>();
        for (int i = 0; i < items.size(); i += 2) fields.put(items.get(i).someText(), items.get(i + 1));
        return new Datum.Fields(fields);
    }
}
