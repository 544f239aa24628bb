package io.minos.node.raft;

/** The way from one member to another, {@code 1->2}; a {@code *} stands for any. */
record Link(String from, String to) {
    static Link of(String word) {
        String[] ends = word.split("->");
        if (ends.length != 2 || !(word.matches("(\\d+|\\*)->(\\d+|\\*)"))) {
            throw new IllegalArgumentException("no link: " + word);
        }
        return new Link(ends[0], ends[1]);
    }

    boolean carries(Message message) {
        return isEnd(from, message.from()) && isEnd(to, message.to());
    }

    private static boolean isEnd(String end, long id) {
        return end.equals("*") || end.equals(Long.toString(id));
    }
}
