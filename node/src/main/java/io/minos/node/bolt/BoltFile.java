package io.minos.node.bolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A file as etcd or a {@link BoltImage} wrote it, for reading: page by page, with one path from the root in memory. What does
 * not fit together is an IOException that names the page. One thread; nobody else may be writing.
 */
public final class BoltFile implements Closeable {
    private static final int DEPTH_MAX = 64;

    private final FileChannel channel;
    private final Meta meta;

    private BoltFile(FileChannel channel, Meta meta) {
        this.channel = channel;
        this.meta = meta;
    }

    /** Takes entries; what it is given is good until it returns. */
    public interface Visitor {
        void accept(ByteBuffer key, ByteBuffer value) throws IOException;
    }

    /** Whether the file begins as one; says nothing of the rest. */
    public static boolean isOne(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Meta.isMagic(bytes(channel, Format.PAGE_HEADER_BYTES, Integer.BYTES));
        }
    }

    /** @throws IOException if neither of its metas is whole, or it is shorter than they say */
    public static BoltFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            Meta meta = newestMeta(channel);
            if (meta.pages() < 0 || meta.pages() > channel.size() / meta.pageBytes()) {
                throw new IOException("the file ends early: it has " + channel.size() + " bytes, and should have "
                        + Long.toUnsignedString(meta.pages()) + " pages of " + meta.pageBytes());
            }
            return new BoltFile(channel, meta);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Meta newestMeta(FileChannel channel) throws IOException {
        Optional<Meta> newest = Optional.empty();
        String wrong = "";
        try {
            newest = Optional.of(metaAt(channel, 0));
        } catch (IOException damaged) {
            wrong = "meta 0: " + damaged.getMessage();
        }
        // where the second one is depends on the size of pages, which a damaged first one does not tell
        int from = newest.map(Meta::pageBytes).orElse(Format.PAGE_BYTES_MIN);
        int to = newest.map(Meta::pageBytes).orElse(Format.PAGE_BYTES_MAX);
        for (int at = from; at <= to; at *= 2) {
            try {
                Meta other = metaAt(channel, at);
                if (other.pageBytes() == at && newest.map(meta -> meta.transaction() < other.transaction()).orElse(true)) {
                    newest = Optional.of(other);
                }
            } catch (IOException notThere) {
                // one is enough
            }
        }
        if (newest.isEmpty()) {
            throw new IOException("no whole meta page: " + wrong);
        }
        return newest.get();
    }

    private static Meta metaAt(FileChannel channel, long page) throws IOException {
        ByteBuffer bytes = bytes(channel, page + Format.PAGE_HEADER_BYTES, Meta.BYTES);
        if (bytes.remaining() < Meta.BYTES) {
            throw new IOException("the file ends early");
        }
        return Meta.decode(bytes);
    }

    /** Fewer at the end of the file. */
    private static ByteBuffer bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until they are all there
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The database's length; the file may go on. */
    public long bytes() {
        return meta.pages() * meta.pageBytes();
    }

    /** In order of their names. */
    public List<Bucket> buckets() throws IOException {
        List<Bucket> buckets = new ArrayList<>();
        new Walk((page, index) -> {
            if (!page.isBucket(index)) {
                throw page.damaged("an entry beside the buckets");
            }
            buckets.add(new Bucket(StandardCharsets.UTF_8.decode(page.key(index)).toString(), page, page.value(index)));
        }).from(meta.root());
        return buckets;
    }

    public Optional<Bucket> bucket(String name) throws IOException {
        return buckets().stream().filter(bucket -> bucket.name.equals(name)).findFirst();
    }

    /** A bucket of the file, good while that is open. */
    public final class Bucket {
        private final String name;
        private final long root;
        private final Optional<Page> inline;

        private Bucket(String name, Page page, ByteBuffer value) throws IOException {
            if (value.remaining() < Format.BUCKET_HEADER_BYTES) {
                throw page.damaged("bucket " + name + " lacks its header");
            }
            this.name = name;
            this.root = value.order(ByteOrder.LITTLE_ENDIAN).getLong(value.position());
            this.inline = root == 0
                    ? Optional.of(Page.of(0, value.slice(Format.BUCKET_HEADER_BYTES, value.remaining() - Format.BUCKET_HEADER_BYTES)))
                    : Optional.empty();
        }

        public String name() {
            return name;
        }

        /** In order of keys. */
        public void forEach(Visitor visitor) throws IOException {
            Walk walk = new Walk((page, index) -> {
                if (page.isBucket(index)) {
                    throw page.damaged("a bucket within bucket " + name);
                }
                visitor.accept(page.key(index), page.value(index));
            });
            if (inline.isPresent()) {
                walk.leaf(inline.get());
            } else {
                walk.from(root);
            }
        }

        /** A copy of the value, if there is such a key. Reads the whole bucket: for small ones. */
        public Optional<byte[]> find(byte[] wanted) throws IOException {
            byte[][] found = {null};
            forEach((key, value) -> {
                if (key.equals(ByteBuffer.wrap(wanted))) {
                    found[0] = new byte[value.remaining()];
                    value.get(found[0]);
                }
            });
            return Optional.ofNullable(found[0]);
        }

        /** A copy of the last key. */
        public Optional<byte[]> lastKey() throws IOException {
            Page page = inline.isPresent() ? inline.get() : page(root);
            for (int depth = 0; !page.isLeaf(); depth++) {
                if (depth > DEPTH_MAX || page.count() == 0) {
                    throw page.damaged("no leaf is below it");
                }
                page = page(page.child(page.count() - 1));
            }
            if (page.count() == 0) {
                return Optional.empty();
            }
            ByteBuffer key = page.key(page.count() - 1);
            byte[] copy = new byte[key.remaining()];
            key.get(copy);
            return Optional.of(copy);
        }
    }

    private Page page(long id) throws IOException {
        if (id < 2 || id >= meta.pages()) {
            throw new IOException("the file is damaged: it refers to page " + Long.toUnsignedString(id) + " of " + meta.pages());
        }
        long at = id * meta.pageBytes();
        long overflow = Integer.toUnsignedLong(bytes(channel, at, Format.PAGE_HEADER_BYTES).getInt(12));
        long length = (1 + overflow) * meta.pageBytes();
        if (overflow >= meta.pages() - id || length > Integer.MAX_VALUE) {
            throw new IOException("page " + id + " is damaged: it goes on for " + overflow + " pages, and the file has " + meta.pages());
        }
        return Page.of(id, bytes(channel, at, (int) length));
    }

    private interface LeafVisitor {
        void accept(Page page, int index) throws IOException;
    }

    /** Goes through a tree, each page once: keys ascend throughout, so that a damaged branch can neither repeat nor swap any. */
    private final class Walk {
        private final LeafVisitor visitor;
        private final BitSet visited = new BitSet();
        private ByteBuffer lastKey = ByteBuffer.allocate(0);

        Walk(LeafVisitor visitor) {
            this.visitor = visitor;
        }

        void from(long root) throws IOException {
            walk(root, 0);
        }

        private void walk(long id, int depth) throws IOException {
            Page page = page(id);
            int end = (int) id + page.bytes() / meta.pageBytes();
            int used = visited.nextSetBit((int) id);
            if (depth > DEPTH_MAX || used >= 0 && used < end) {
                throw page.damaged("it is reached twice");
            }
            visited.set((int) id, end);
            if (page.isLeaf()) {
                leaf(page);
                return;
            }
            for (int i = 0; i < page.count(); i++) {
                page.key(i); // is there
                walk(page.child(i), depth + 1);
            }
        }

        void leaf(Page page) throws IOException {
            for (int i = 0; i < page.count(); i++) {
                ByteBuffer key = page.key(i);
                if (compareUnsigned(lastKey, key) >= 0) {
                    throw page.damaged("its keys are out of order");
                }
                lastKey = key.duplicate();
                visitor.accept(page, i);
            }
        }
    }

    /** As bbolt orders keys. */
    private static int compareUnsigned(ByteBuffer a, ByteBuffer b) {
        int common = a.mismatch(b);
        if (common < 0 || common >= Math.min(a.remaining(), b.remaining())) {
            return Integer.compare(a.remaining(), b.remaining());
        }
        return Integer.compare(Byte.toUnsignedInt(a.get(a.position() + common)), Byte.toUnsignedInt(b.get(b.position() + common)));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
