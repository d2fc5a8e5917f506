package baton;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/**
 * One node, until SIGTERM. OpenSearch's own start refuses to run as root, as builds in containers do,
 * and wants the native library.
 */
public final class LocalNode {
    private LocalNode() {}

    /** Starts the node whose home is the first argument, at a port of those in the second. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.builder()
            .put("path.home", arguments[0])
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("transport.port", arguments[2])
            .put("node.portsfile", true)
            .put("cluster.name", "baton-real")
            .put("discovery.type", "single-node")
            // What the smallest domain of AWS takes (t3.small.search: 10 MiB).
            .put("http.max_content_length", "10mb")
            // A full disk of a developer must not block writes, which tests expect to be taken.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        Node node = new Node(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "baton"));
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed)));
        node.start();
        closed.await();
    }

    private static void close(Node node, CountDownLatch closed) {
        try {
            node.close();
        } catch (IOException error) {
            error.printStackTrace();
        } finally {
            closed.countDown();
        }
    }
}
