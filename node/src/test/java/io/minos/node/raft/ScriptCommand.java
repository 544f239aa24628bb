package io.minos.node.raft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One command line of a script: a name, words, and {@code option=value}s. What the command does not take is an error. */
final class ScriptCommand {
    private final String line;
    private final String name;
    private final List<String> words = new ArrayList<>();
    private final TreeMap<String, String> options = new TreeMap<>();

    ScriptCommand(String line) {
        this.line = line;
        String[] tokens = line.strip().split("\\s+");
        this.name = tokens[0];
        for (int i = 1; i < tokens.length; i++) {
            int equals = tokens[i].indexOf('=');
            if (equals > 0) {
                options.put(tokens[i].substring(0, equals), tokens[i].substring(equals + 1));
            } else {
                words.add(tokens[i]);
            }
        }
    }

    String name() {
        return name;
    }

    IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("\"" + line + "\": " + why);
    }

    /** The first word, a member's id. */
    long id() {
        if (words.isEmpty() || !isNumber(words.get(0))) {
            throw wrong("a member's id is missing");
        }
        return Long.parseLong(words.remove(0));
    }

    /** All words at the front that are numbers; {@code absent} if there is none. */
    Collection<Long> ids(Collection<Long> absent) {
        List<Long> ids = new ArrayList<>();
        while (!words.isEmpty() && isNumber(words.get(0))) {
            ids.add(id());
        }
        return ids.isEmpty() ? absent : ids;
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(Character::isDigit);
    }

    /** All words that are left. */
    List<String> rest() {
        List<String> rest = List.copyOf(words);
        words.clear();
        return rest;
    }

    boolean flag(String word) {
        return words.remove(word);
    }

    Optional<String> option(String option) {
        return Optional.ofNullable(options.remove(option));
    }

    long number(String option, long absent) {
        return option(option).map(Long::parseLong).orElse(absent);
    }

    /** {@code voters=1,2,3 learners=4}; both may be missing. */
    Membership membership() {
        return new Membership(idsOf("voters"), idsOf("learners"));
    }

    private TreeSet<Long> idsOf(String option) {
        TreeSet<Long> ids = new TreeSet<>();
        option(option).ifPresent(list -> {
            for (String id : list.split(",")) {
                ids.add(Long.parseLong(id));
            }
        });
        return ids;
    }

    /** To be called when the command has taken all it knows. */
    void done() {
        if (!words.isEmpty() || !options.isEmpty()) {
            throw wrong("nobody knows " + words + " " + options);
        }
    }
}
