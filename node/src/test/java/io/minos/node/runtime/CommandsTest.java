package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.node.apply.Authenticate;
import io.minos.node.apply.Command;
import io.minos.node.apply.UserAdd;
import io.minos.node.apply.UserChangePassword;
import io.minos.node.raft.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void a_log_that_is_read_tells_no_secrets() {
        ByteString secret = ByteString.copyFromUtf8("SECRET");
        for (Command command : List.of(
                Command.newBuilder().setAuthenticate(Authenticate.newBuilder().setName("alice").setTokenPrefix("SECRET")).build(),
                Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("alice").setPasswordHash(secret)).build(),
                Command.newBuilder().setUserChangePassword(UserChangePassword.newBuilder().setName("alice").setPasswordHash(secret)).build())) {
            assertThat(Commands.describe(new Entry(1, 1, Entry.Kind.COMMAND, command.toByteString()))).contains("alice").doesNotContain("SECRET");
        }
    }
}
