package io.minos.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.WatchCreateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WatcherGroupTest {
    private final SplittableRandom random = new SplittableRandom(7);

    private ByteString key() {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) random.nextInt(256);
        }
        return ByteString.copyFrom(key);
    }

    private KeyRange range() {
        return switch (random.nextInt(4)) {
            case 0 -> KeyRange.one(key());
            case 1 -> KeyRange.of(key(), ByteString.copyFrom(new byte[1]));
            default -> KeyRange.of(key(), key());
        };
    }

    @Test
    void it_finds_exactly_the_watchers_of_a_key() {
        WatchStream stream = new WatchStream(1);
        WatcherGroup group = new WatcherGroup();
        List<Watcher> twin = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            if (twin.isEmpty() || random.nextInt(100) < (i < 2500 ? 60 : 40)) {
                Watcher watcher = new Watcher(stream, i, range(), WatchCreateRequest.getDefaultInstance(), 1);
                group.add(watcher);
                twin.add(watcher);
            } else {
                group.remove(twin.remove(random.nextInt(twin.size())));
            }
            ByteString key = random.nextBoolean() || twin.isEmpty() ? key() : twin.get(random.nextInt(twin.size())).range.from();
            TreeSet<Watcher> found = new TreeSet<>(Watcher.ORDER);
            group.forEachWatching(key, watcher -> assertThat(found.add(watcher)).isTrue());
            assertThat(found).containsExactlyElementsOf(twin.stream().filter(watcher -> watcher.range.contains(key)).sorted(Watcher.ORDER).toList());
        }
        assertThat(group.all()).hasSameElementsAs(twin);
    }
}
