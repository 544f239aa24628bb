package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.minos.node.apply.Command;
import io.minos.node.apply.Proposals;
import io.minos.node.raft.Entry;

/** What a log entry says, on one line, for people. */
final class Commands {
    private static final int CHARACTERS_MAX = 200;

    private Commands() {}

    static String describe(Entry entry) {
        ByteString command = entry.command();
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            return "membership " + entry.membership() + (command.isEmpty() ? "" : " by " + describe(command));
        }
        return command.isEmpty() ? "(a new leader's first)" : describe(command);
    }

    /** What a password could be guessed by, and what makes a token good, is not for those who read a log. */
    private static Command withoutSecrets(Command command) {
        Command.Builder shown = command.toBuilder();
        switch (command.getRequestCase()) {
            case AUTHENTICATE -> shown.getAuthenticateBuilder().clearTokenPrefix();
            case USER_ADD -> shown.getUserAddBuilder().clearPasswordHash();
            case USER_CHANGE_PASSWORD -> shown.getUserChangePasswordBuilder().clearPasswordHash();
            default -> { }
        }
        return shown.build();
    }

    private static String describe(ByteString data) {
        try {
            Command command = withoutSecrets(Proposals.parse(data));
            String text = TextFormat.printer().emittingSingleLine(true).printToString(command);
            return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "… (" + data.size() + " bytes)";
        } catch (InvalidProtocolBufferException notACommand) {
            return "(" + data.size() + " bytes that are no command)";
        }
    }
}
