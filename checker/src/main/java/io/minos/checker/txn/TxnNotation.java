package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Transactions in one line. Words are separated by {@code |} and happen one after the other:
 *
 * <pre>
 * 0 x+1 x?[1 2]             process 0 appends 1 to list x, and reads it
 * 0 x=1 x?1 x?- x=-         writes register x, reads it, reads it as missing, deletes it
 * 0 x?1~5 y=2 @7            reads what was last changed at revision 5; is answered at revision 7
 * 0? x+1                    … of unknown outcome          0! x+1       … certainly failed
 * (0 x+1 | … | 0)           … and what is between happens meanwhile; 0? and 0! in the end, likewise
 * </pre>
 */
public final class TxnNotation {
    private static final class Open {
        private String text = "";
        private long invoked;
        private long returned = Txns.NEVER;
        private Outcome outcome = Outcome.INFO;
        private int process;
    }

    private final List<Open> all = new ArrayList<>();
    private final Map<Integer, Open> open = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private long time;

    private TxnNotation() {}

    /** Values are numbers. */
    public static TxnNotation of(String line) {
        TxnNotation notation = new TxnNotation();
        for (String word : line.split("\\|")) notation.word(word.strip());
        return notation;
    }

    /** The transactions of a line, by number from 0 on. */
    public static Txns txns(String line) {
        TxnNotation notation = of(line);
        TxnsBuilder builder = new TxnsBuilder();
        notation.addTo(builder, new First(0, 0, 0, 0));
        return builder.build(new Names() {
            @Override
            public String key(int key) {
                return notation.names.get(key);
            }
        });
    }

    /** From where on the line's numbers count. */
    public record First(long id, int key, int process, long time) {}

    public void addTo(TxnsBuilder builder, First first) {
        long id = first.id();
        for (Open one : all) {
            long returned = one.outcome == Outcome.OK ? first.time() + one.returned : Txns.NEVER;
            builder.begin(id++, first.process() + one.process, first.time() + one.invoked, returned, one.outcome, revision(one.text));
            build(one, first.key(), builder);
        }
    }

    public int size() {
        return all.size();
    }

    /** How many keys, once it was added somewhere. */
    public int keys() {
        return names.size();
    }

    /** How long it takes. */
    public long duration() {
        return time;
    }

    private void word(String word) {
        if (word.isEmpty()) return;
        boolean opens = word.startsWith("(");
        String body = opens ? word.substring(1) : word;
        String head = body.split("\\s+", 2)[0];
        String text = body.substring(head.length()).strip();
        char last = head.charAt(head.length() - 1);
        int process = Integer.parseInt(Character.isDigit(last) ? head : head.substring(0, head.length() - 1));
        if (opens || !text.isEmpty()) open(process, text);
        if (!opens) close(process, last);
    }

    private void open(int process, String text) {
        Open one = new Open();
        one.text = text;
        one.process = process;
        one.invoked = time++;
        all.add(one);
        if (open.put(process, one) != null) throw new IllegalArgumentException("Process " + process + " does two things at a time");
    }

    private void close(int process, char mark) {
        Open one = open.remove(process);
        if (one == null) throw new IllegalArgumentException("Process " + process + " has nothing to complete");
        one.outcome = mark == '?' ? Outcome.INFO : mark == '!' ? Outcome.FAIL : Outcome.OK;
        one.returned = time++;
    }

    private static long revision(String text) {
        int at = text.indexOf('@');
        return at < 0 ? 0 : Long.parseLong(text.substring(at + 1).strip());
    }

    private void build(Open one, int firstKey, TxnsBuilder builder) {
        int at = one.text.indexOf('@');
        String rest = (at < 0 ? one.text : one.text.substring(0, at)).strip();
        // Blanks within brackets do not separate.
        for (String micro : rest.split("\\s+(?![^\\[]*\\])")) if (!micro.isEmpty()) micro(micro, firstKey, builder);
    }

    private void micro(String micro, int firstKey, TxnsBuilder builder) {
        int sign = 0;
        while ("+=?".indexOf(micro.charAt(sign)) < 0) sign++;
        int key = firstKey + key(micro.substring(0, sign));
        String[] rest = micro.substring(sign + 1).split("~");
        long mod = rest.length > 1 ? Long.parseLong(rest[1]) : 0;
        if (micro.charAt(sign) == '+') builder.append(key, Integer.parseInt(rest[0]));
        else if (micro.charAt(sign) == '?' && rest[0].startsWith("[")) list(key, rest[0], mod, builder);
        else if (micro.charAt(sign) == '?') builder.read(key, rest[0].equals("-") ? Txns.NIL : Integer.parseInt(rest[0]), mod);
        else if (rest[0].equals("-")) builder.delete(key);
        else builder.write(key, Integer.parseInt(rest[0]));
    }

    private static void list(int key, String list, long mod, TxnsBuilder builder) {
        String inner = list.substring(1, list.length() - 1).strip();
        Ints elements = new Ints();
        for (String element : inner.split("\\s+")) if (!element.isEmpty()) elements.add(Integer.parseInt(element));
        builder.readList(key, elements.toArray(), elements.size(), mod);
    }

    private int key(String name) {
        if (!names.contains(name)) names.add(name);
        return names.indexOf(name);
    }
}
