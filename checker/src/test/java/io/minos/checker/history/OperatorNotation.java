package io.minos.checker.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The part of {@link Notation} that is about a cluster and not its keys; a star marks a learner:
 *
 * <pre>
 * 0 member-list a b c*     0 member-add learner c     0 member-add voter c     0 member-remove c     0 member-promote c
 * 0 alarms NOSPACE,a       0 alarms                   0 disarm NOSPACE,a       0 defragment          0 leases 1f 2a
 * log n1 commit 2 1a 1b 2c               entries 1 to 3 of terms 1, 1 and 2, with contents a, b and c
 * log n1 commit 2 from 7 1a …            … from 7 on
 * log n1 commit 2 1a vote=2:n3 vote=3:n2* members=1:a,b,c*
 * </pre>
 */
final class OperatorNotation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIGEST_DIGITS = 8;

    private OperatorNotation() {}

    static String operation(List<String> words, ObjectNode arguments, ObjectNode answers) {
        String f = words.get(0);
        List<String> rest = words.subList(1, words.size());
        switch (f) {
            case F.MEMBER_LIST -> {
                ArrayNode members = answers.putArray("members");
                rest.forEach(word -> members.add(member(word)));
            }
            case F.MEMBER_ADD -> {
                arguments.put("learner", rest.get(0).equals("learner"));
                if (rest.size() > 1) answers.put("id", rest.get(1));
            }
            case F.MEMBER_REMOVE, F.MEMBER_PROMOTE -> arguments.put("id", rest.get(0));
            case F.ALARMS -> {
                ArrayNode alarms = answers.putArray("alarms");
                rest.forEach(word -> alarm(word, alarms.addObject()));
            }
            case F.DISARM -> alarm(rest.get(0), arguments);
            case F.LEASES -> rest.forEach(answers.putArray("leases")::add);
            case F.DEFRAGMENT, "lease-grant" -> { }
            default -> throw new IllegalArgumentException("What is " + words + "?");
        }
        return f;
    }

    private static ObjectNode member(String word) {
        ObjectNode member = JSON.createObjectNode().put("id", word.replace("*", ""));
        return word.endsWith("*") ? member.put("learner", true) : member;
    }

    private static void alarm(String word, ObjectNode into) {
        into.put("kind", word.split(",")[0]).put("member", word.split(",")[1]);
    }

    static ObjectNode log(String[] parts) {
        ObjectNode log = JSON.createObjectNode().put("node", parts[1]).put("member", parts[1]).put("commit", Long.parseLong(parts[3])).put("first", 1L);
        ArrayNode terms = log.putArray("terms");
        ArrayNode votes = log.putArray("votes");
        ArrayNode memberships = log.putArray("memberships");
        StringBuilder digests = new StringBuilder();
        for (int i = 4; i < parts.length; i++) {
            if (parts[i].equals("from")) log.put("first", Long.parseLong(parts[++i]));
            else if (parts[i].startsWith("vote=")) vote(parts[i].substring(5), votes.addObject());
            else if (parts[i].startsWith("members=")) membership(parts[i].substring(8), memberships.addObject());
            else {
                terms.addArray().add(log.path("first").asLong() + digests.length() / DIGEST_DIGITS).add(Long.parseLong(parts[i].substring(0, parts[i].length() - 1)));
                digests.append(parts[i].substring(parts[i].length() - 1).repeat(DIGEST_DIGITS));
            }
        }
        return log.put("digests", digests.toString());
    }

    private static void vote(String word, ObjectNode into) {
        into.put("term", Long.parseLong(word.split(":")[0])).put("for", word.split(":")[1].replace("*", ""));
        if (word.endsWith("*")) into.put("learner", true);
    }

    private static void membership(String word, ObjectNode into) {
        into.put("index", Long.parseLong(word.split(":")[0]));
        ArrayNode voters = into.putArray("voters");
        ArrayNode learners = into.putArray("learners");
        for (String member : word.split(":")[1].split(",")) (member.endsWith("*") ? learners : voters).add(member.replace("*", ""));
    }
}
