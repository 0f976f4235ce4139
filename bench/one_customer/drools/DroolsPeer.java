// Drools for the driver of this folder: `fired`, `time MS` on standard input, one line of JSON each. All rules in one knowledge
// base, compiled once to its executable model; one session, into which a customer is inserted and from which she is deleted again.
//
// Usage: java DroolsPeer PACK.json CUSTOMERS.json
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.definition.type.FactType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

public final class DroolsPeer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Map<String, String> PLAIN =
      Map.of("text", "String", "free", "String", "bool", "boolean", "count", "long", "date", "long", "amount", "double");
  private static final Map<String, String> WITH_NULL =
      Map.of("text", "String", "free", "String", "bool", "Boolean", "count", "Long", "date", "Long", "amount", "Double");

  private final BitSet fired = new BitSet();
  private final KieSession session;
  private final List<Object> customers;

  private DroolsPeer(JsonNode pack, JsonNode given) throws ReflectiveOperationException {
    KieBase base = compiled(text(pack, given));
    session = base.newKieSession();
    session.setGlobal("fired", fired);
    customers = customers(base.getFactType("bench", "Customer"), given);
  }

  // The class of customers and all rules, as one file.
  private static String text(JsonNode pack, JsonNode given) {
    Set<String> missing = new HashSet<>();
    given.get("missing").forEach(name -> missing.add(name.asText()));
    StringBuilder out = new StringBuilder("package bench;\nglobal java.util.BitSet fired;\ndeclare Customer\n");
    given.get("kinds").fields().forEachRemaining(column -> {
      Map<String, String> types = missing.contains(column.getKey()) ? WITH_NULL : PLAIN;
      out.append("  ").append(column.getKey()).append(" : ").append(types.get(column.getValue().asText())).append('\n');
    });
    out.append("end\n");
    int number = 0;
    for (JsonNode rule : pack.get("rules")) {
      out.append("rule r").append(number).append(" when Customer(").append(rule.asText()).append(") then fired.set(").append(number++)
          .append("); end\n");
    }
    return out.toString();
  }

  private static KieBase compiled(String rules) {
    KieServices services = KieServices.Factory.get();
    KieFileSystem files = services.newKieFileSystem().write("src/main/resources/bench/pack.drl", rules);
    KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
    if (builder.getResults().hasMessages(Message.Level.ERROR)) {
      System.err.println(builder.getResults().getMessages(Message.Level.ERROR));
      System.exit(1);
    }
    return services.newKieContainer(services.getRepository().getDefaultReleaseId()).getKieBase();
  }

  private static List<Object> customers(FactType type, JsonNode given) throws ReflectiveOperationException {
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < given.get("count").asInt(); i++) {
      Object one = type.newInstance();
      for (Map.Entry<String, JsonNode> column : given.get("columns").properties()) {
        JsonNode value = column.getValue().get(i);
        if (!value.isNull()) {
          type.set(one, column.getKey(), value(value, given.get("kinds").get(column.getKey()).asText()));
        }
      }
      out.add(one);
    }
    return out;
  }

  private static Object value(JsonNode found, String kind) {
    return switch (kind) {
      case "bool" -> found.asBoolean();
      case "count", "date" -> found.asLong();
      case "amount" -> found.asDouble();
      default -> found.asText();
    };
  }

  private void decide(Object customer) {
    fired.clear();
    FactHandle handle = session.insert(customer);
    session.fireAllRules();
    session.delete(handle);
  }

  private List<int[]> fired() {
    List<int[]> out = new ArrayList<>();
    for (Object customer : customers) {
      decide(customer);
      out.add(fired.stream().toArray());
    }
    return out;
  }

  private Map<String, Object> timed(double ms) {
    long start = System.nanoTime();
    long processor = THREADS.getCurrentThreadCpuTime();
    long took = 0;
    int decisions = 0;
    while (took < ms * 1e6) {
      decide(customers.get(decisions++ % customers.size()));
      took = System.nanoTime() - start;
    }
    long cpu = THREADS.getCurrentThreadCpuTime() - processor;
    return Map.of("ns", (double) took / decisions, "cpu_ns", (double) cpu / decisions);
  }

  public static void main(String[] arguments) throws Exception {
    DroolsPeer peer = new DroolsPeer(JSON.readTree(new File(arguments[0])), JSON.readTree(new File(arguments[1])));
    String version = KieServices.class.getPackage().getImplementationVersion();
    System.out.println(JSON.writeValueAsString(Map.of("version", version == null ? "10.1.0" : version)));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      System.out.println(JSON.writeValueAsString(words[0].equals("fired") ? peer.fired() : peer.timed(Double.parseDouble(words[1]))));
    }
  }
}
