package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives numbers to the texts of a history, and knows the texts afterwards. For one thread, until all have theirs. */
public final class Numbering implements Names {
    private static final class Numbers {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> texts = new ArrayList<>();

        int of(String text) {
            Integer known = numbers.putIfAbsent(text, texts.size());
            if (known == null) texts.add(text);
            return known == null ? texts.size() - 1 : known;
        }
    }

    private final Numbers keys = new Numbers();
    private final Numbers values = new Numbers();
    private final Numbers processes = new Numbers();

    public int ofKey(String text) {
        return keys.of(text);
    }

    public int ofValue(String text) {
        return values.of(text);
    }

    public int ofProcess(String text) {
        return processes.of(text);
    }

    @Override
    public String key(int key) {
        return keys.texts.get(key);
    }

    @Override
    public String value(int value) {
        return values.texts.get(value);
    }

    @Override
    public String process(int process) {
        return processes.texts.get(process);
    }
}
