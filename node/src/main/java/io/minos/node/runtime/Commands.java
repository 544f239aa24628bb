package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.minos.node.apply.Command;

/** What a log entry says, on one line, for people. */
final class Commands {
    private static final int CHARACTERS_MAX = 200;

    private Commands() {}

    static String describe(ByteString data) {
        if (data.isEmpty()) {
            return "(a new leader's first)";
        }
        try {
            Command command = Command.parseFrom(data);
            String text = TextFormat.printer().emittingSingleLine(true).printToString(command);
            return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "… (" + data.size() + " bytes)";
        } catch (InvalidProtocolBufferException notACommand) {
            return "(" + data.size() + " bytes that are no command)";
        }
    }
}
