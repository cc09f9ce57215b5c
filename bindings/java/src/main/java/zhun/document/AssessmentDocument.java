// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun.document;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Assessment (评估结果), output of zhun assess. Facts, findings, score, limit and decision of one
 * dossier, masked as "masking" says. "digest" seals everything below it. Members may be added
 * in later versions. Amounts are texts in yuan with two decimals unless their name ends in
 * _fen.
 *
 * @param customer 小微法人, 小微个人
 * @param decision a proposal; a person decides
 * @param score 评分
 * @param limit 额度
 * @param triangulation sales by statements, invoices and tax
 * @param facts 指标 by name
 * @param cycles transfers that came back (资金回流): one leg a row, two or more
 * @param scans every row that OCR read
 * @param accounts accounts with the files that are of them (账户)
 * @param repeats rows that another place shows as well, counted once
 * @param ownTransfers both ends of transfers between own accounts
 * @param invoicePayments payments and the invoices that they settle (发票与回款)
 * @param purchasePayments input invoices and the payments for them, likewise; customer is the
 *     seller, payer the payee
 * @param nameMerges spellings taken for one party
 * @param contradictions two records of one thing that say different things; the first counts
 * @param overrides reviewers' decisions on classes of rows (人工改判)
 * @param queries what to clear up with each data provider (数据核查单)
 * @param answers the file of answers that was given
 */
public record AssessmentDocument(
    String digest,
    String schema,
    String dossier,
    String applicationNo,
    LocalDate asOf,
    Version version,
    String inputDigest,
    Masking masking,
    Customer customer,
    String decision,
    List<String> decisionReasons,
    Counts counts,
    List<Finding> findings,
    Score score,
    Limit limit,
    Triangulation triangulation,
    Map<String, Fact> facts,
    List<Month> months,
    List<FlowClass> classes,
    List<PayingCustomer> customers,
    List<InvoicedBuyer> buyers,
    List<Map<String, Object>> interest,
    List<Cycle> cycles,
    List<ChainBreak> chainBreaks,
    List<Duplicate> duplicates,
    List<InvoiceMonth> invoiceMonths,
    List<Material> materials,
    List<Source> sources,
    List<ReadNote> readNotes,
    List<Scan> scans,
    List<Account> accounts,
    List<Repeat> repeats,
    List<OwnTransfer> ownTransfers,
    List<InvoicePayment> invoicePayments,
    List<Place> unresolvedPayments,
    boolean matchingComplete,
    List<PurchasePayment> purchasePayments,
    List<Place> unresolvedPurchases,
    List<NameMerge> nameMerges,
    List<Contradiction> contradictions,
    List<Override> overrides,
    List<Query> queries,
    List<InvestigationPoint> investigationPoints,
    Optional<Answers> answers) {
  /** Copies what a caller could still change. */
  public AssessmentDocument {
    decisionReasons = List.copyOf(decisionReasons);
    findings = List.copyOf(findings);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    months = List.copyOf(months);
    classes = List.copyOf(classes);
    customers = List.copyOf(customers);
    buyers = List.copyOf(buyers);
    interest = List.copyOf(interest);
    cycles = List.copyOf(cycles);
    chainBreaks = List.copyOf(chainBreaks);
    duplicates = List.copyOf(duplicates);
    invoiceMonths = List.copyOf(invoiceMonths);
    materials = List.copyOf(materials);
    sources = List.copyOf(sources);
    readNotes = List.copyOf(readNotes);
    scans = List.copyOf(scans);
    accounts = List.copyOf(accounts);
    repeats = List.copyOf(repeats);
    ownTransfers = List.copyOf(ownTransfers);
    invoicePayments = List.copyOf(invoicePayments);
    unresolvedPayments = List.copyOf(unresolvedPayments);
    purchasePayments = List.copyOf(purchasePayments);
    unresolvedPurchases = List.copyOf(unresolvedPurchases);
    nameMerges = List.copyOf(nameMerges);
    contradictions = List.copyOf(contradictions);
    overrides = List.copyOf(overrides);
    queries = List.copyOf(queries);
    investigationPoints = List.copyOf(investigationPoints);
  }

  /**
   * Reads the JSON.
   *
   * @throws zhun.ZhunException FORMAT, with the path of the member that is wrong
   */
  public static AssessmentDocument parse(byte[] utf8) {
    return from(Json.parse(utf8));
  }

  static AssessmentDocument from(Json json) {
    return new AssessmentDocument(
        json.text("digest"),
        json.constant("schema", "zhun.assessment/1"),
        json.text("dossier"),
        json.text("application_no"),
        json.date("as_of"),
        json.object("version", Version::from),
        json.text("input_digest"),
        json.word("masking", Masking::find),
        json.object("customer", Customer::from),
        json.text("decision"),
        json.texts("decision_reasons"),
        json.object("counts", Counts::from),
        json.objects("findings", Finding::from),
        json.object("score", Score::from),
        json.object("limit", Limit::from),
        json.object("triangulation", Triangulation::from),
        json.objectsByName("facts", Fact::from),
        json.objects("months", Month::from),
        json.objects("classes", FlowClass::from),
        json.objects("customers", PayingCustomer::from),
        json.objects("buyers", InvoicedBuyer::from),
        json.maps("interest"),
        json.objects("cycles", Cycle::from),
        json.objects("chain_breaks", ChainBreak::from),
        json.objects("duplicates", Duplicate::from),
        json.objects("invoice_months", InvoiceMonth::from),
        json.objects("materials", Material::from),
        json.objects("sources", Source::from),
        json.objects("read_notes", ReadNote::from),
        json.objects("scans", Scan::from),
        json.objects("accounts", Account::from),
        json.objects("repeats", Repeat::from),
        json.objects("own_transfers", OwnTransfer::from),
        json.objects("invoice_payments", InvoicePayment::from),
        json.objects("unresolved_payments", Place::from),
        json.truth("matching_complete"),
        json.objects("purchase_payments", PurchasePayment::from),
        json.objects("unresolved_purchases", Place::from),
        json.objects("name_merges", NameMerge::from),
        json.objects("contradictions", Contradiction::from),
        json.objects("overrides", Override::from),
        json.objects("queries", Query::from),
        json.objects("investigation_points", InvestigationPoint::from),
        json.optionalObject("answers", Answers::from));
  }

  /** One version of the JSON. */
  public record Version(
      String engine,
      String policy) {
    static Version from(Json json) {
      return new Version(
          json.text("engine"),
          json.text("policy"));
    }
  }

  /** The words of this member of the JSON. */
  public enum Masking {
    /** {@code inside-bank}. */
    INSIDE_BANK("inside-bank"),
    /** {@code outward}. */
    OUTWARD("outward"),
    /** {@code none}. */
    NONE("none");

    private final String text;

    Masking(String text) {
      this.text = text;
    }

    /** As the JSON has it. */
    public String text() {
      return text;
    }

    static Masking find(String text) {
      for (Masking value : values()) {
        if (value.text.equals(text)) {
          return value;
        }
      }
      return null;
    }
  }

  /** 小微法人, 小微个人. */
  public record Customer(
      Type type,
      String name,
      Optional<String> businessName,
      String uscc) {
    static Customer from(Json json) {
      return new Customer(
          json.word("type", Type::find),
          json.text("name"),
          json.optionalText("business_name"),
          json.text("uscc"));
    }

    /** The words of this member of the JSON. */
    public enum Type {
      /** {@code LEGAL}. */
      LEGAL("LEGAL"),
      /** {@code PERSONAL}. */
      PERSONAL("PERSONAL");

      private final String text;

      Type(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Type find(String text) {
        for (Type value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /** One counts of the JSON. */
  public record Counts(
      long ko,
      long warnSevere,
      long warn,
      long info,
      long notEvaluated,
      long pass) {
    static Counts from(Json json) {
      return new Counts(
          json.integer("ko"),
          json.integer("warn_severe"),
          json.integer("warn"),
          json.integer("info"),
          json.integer("not_evaluated"),
          json.integer("pass"));
    }
  }

  /**
   * A judgement (发现).
   *
   * @param trace the rule that fired
   * @param nearMiss what would have let a passing or milder rule fire
   * @param doubt rows of scans in the evidence that nothing proves; rows that are left out of
   *     every figure are counted with each figure of their source
   * @param oldSources sources that it rests on and that are older than the policy allows
   * @param answered what answers to its points made of it
   */
  public record Finding(
      String id,
      Status status,
      String severity,
      String theme,
      String title,
      String text,
      Optional<String> observed,
      Optional<String> reason,
      Optional<String> suppliedBy,
      Optional<List<String>> materials,
      List<String> facts,
      List<Evidence> evidence,
      Optional<Trace> trace,
      Optional<NearMiss> nearMiss,
      Optional<Doubt> doubt,
      Optional<List<String>> oldSources,
      Optional<Answered> answered) {
    /** Copies what a caller could still change. */
    public Finding {
      materials = materials.map(List::copyOf);
      facts = List.copyOf(facts);
      evidence = List.copyOf(evidence);
      oldSources = oldSources.map(List::copyOf);
    }

    static Finding from(Json json) {
      return new Finding(
          json.text("id"),
          json.word("status", Status::find),
          json.text("severity"),
          json.text("theme"),
          json.text("title"),
          json.text("text"),
          json.optionalText("observed"),
          json.optionalText("reason"),
          json.optionalText("supplied_by"),
          json.optionalTexts("materials"),
          json.texts("facts"),
          json.objects("evidence", Evidence::from),
          json.optionalObject("trace", Trace::from),
          json.optionalObject("near_miss", NearMiss::from),
          json.optionalObject("doubt", Doubt::from),
          json.optionalTexts("old_sources"),
          json.optionalObject("answered", Answered::from));
    }

    /** The words of this member of the JSON. */
    public enum Status {
      /** {@code PASS}. */
      PASS("PASS"),
      /** {@code FAIL}. */
      FAIL("FAIL"),
      /** {@code NOT_EVALUATED}. */
      NOT_EVALUATED("NOT_EVALUATED"),
      /** {@code NOT_APPLICABLE}. */
      NOT_APPLICABLE("NOT_APPLICABLE");

      private final String text;

      Status(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Status find(String text) {
        for (Status value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }

    /** The rule that fired. */
    public record Trace(
        String decision,
        long rule,
        Optional<String> annotation,
        List<Input> inputs) {
      /** Copies what a caller could still change. */
      public Trace {
        inputs = List.copyOf(inputs);
      }

      static Trace from(Json json) {
        return new Trace(
            json.text("decision"),
            json.integer("rule"),
            json.optionalText("annotation"),
            json.objects("inputs", Input::from));
      }

      /** One input of the JSON. */
      public record Input(
          String expression,
          String value) {
        static Input from(Json json) {
          return new Input(
              json.text("expression"),
              json.text("value"));
        }
      }
    }

    /** What would have let a passing or milder rule fire. */
    public record NearMiss(
        long rule,
        Status status,
        Optional<Severity> severity,
        List<Fact> facts,
        String text) {
      /** Copies what a caller could still change. */
      public NearMiss {
        facts = List.copyOf(facts);
      }

      static NearMiss from(Json json) {
        return new NearMiss(
            json.integer("rule"),
            json.word("status", Status::find),
            json.optionalWord("severity", Severity::find),
            json.objects("facts", Fact::from),
            json.text("text"));
      }

      /** The words of this member of the JSON. */
      public enum Status {
        /** {@code PASS}. */
        PASS("PASS"),
        /** {@code FAIL}. */
        FAIL("FAIL");

        private final String text;

        Status(String text) {
          this.text = text;
        }

        /** As the JSON has it. */
        public String text() {
          return text;
        }

        static Status find(String text) {
          for (Status value : values()) {
            if (value.text.equals(text)) {
              return value;
            }
          }
          return null;
        }
      }

      /** The words of this member of the JSON. */
      public enum Severity {
        /** {@code WARN_SEVERE}. */
        WARN_SEVERE("WARN_SEVERE"),
        /** {@code WARN}. */
        WARN("WARN"),
        /** {@code INFO}. */
        INFO("INFO");

        private final String text;

        Severity(String text) {
          this.text = text;
        }

        /** As the JSON has it. */
        public String text() {
          return text;
        }

        static Severity find(String text) {
          for (Severity value : values()) {
            if (value.text.equals(text)) {
              return value;
            }
          }
          return null;
        }
      }

      /** One fact of the JSON. */
      public record Fact(
          String fact,
          String needed,
          Optional<String> distance) {
        static Fact from(Json json) {
          return new Fact(
              json.text("fact"),
              json.text("needed"),
              json.optionalText("distance"));
        }
      }
    }

    /** What answers to its points made of it. */
    public record Answered(
        List<String> points,
        String severityBefore,
        Trace trace) {
      /** Copies what a caller could still change. */
      public Answered {
        points = List.copyOf(points);
      }

      static Answered from(Json json) {
        return new Answered(
            json.texts("points"),
            json.text("severity_before"),
            json.object("trace", Trace::from));
      }

      /** One trace of the JSON. */
      public record Trace(
          String decision,
          long rule,
          String reason) {
        static Trace from(Json json) {
          return new Trace(
              json.constant("decision", "answer"),
              json.integer("rule"),
              json.text("reason"));
        }
      }
    }
  }

  /** 评分. */
  public record Score(
      String card,
      String model,
      long total,
      Optional<String> grade,
      String probabilityOfDefault,
      List<Point> points,
      List<String> missing,
      List<String> reasonCodes) {
    /** Copies what a caller could still change. */
    public Score {
      points = List.copyOf(points);
      missing = List.copyOf(missing);
      reasonCodes = List.copyOf(reasonCodes);
    }

    static Score from(Json json) {
      return new Score(
          json.text("card"),
          json.text("model"),
          json.integer("total"),
          json.optionalText("grade"),
          json.text("probability_of_default"),
          json.objects("points", Point::from),
          json.texts("missing"),
          json.texts("reason_codes"));
    }

    /** One point of the JSON. */
    public record Point(
        String characteristic,
        String title,
        String fact,
        String observed,
        long points,
        long pointsMax,
        boolean missing,
        Optional<String> nextBin,
        OptionalLong nextPoints) {
      static Point from(Json json) {
        return new Point(
            json.text("characteristic"),
            json.text("title"),
            json.text("fact"),
            json.text("observed"),
            json.integer("points"),
            json.integer("points_max"),
            json.truth("missing"),
            json.optionalText("next_bin"),
            json.optionalInteger("next_points"));
      }
    }
  }

  /**
   * 额度.
   *
   * @param limit amount in yuan (元) or units of the currency, two decimals
   * @param requested amount in yuan (元) or units of the currency, two decimals
   */
  public record Limit(
      BigDecimal limit,
      long limitFen,
      BigDecimal requested,
      String binding,
      String factor,
      Optional<String> beforeFloor,
      List<Cap> caps) {
    /** Copies what a caller could still change. */
    public Limit {
      caps = List.copyOf(caps);
    }

    static Limit from(Json json) {
      return new Limit(
          json.amount("limit"),
          json.integer("limit_fen"),
          json.amount("requested"),
          json.text("binding"),
          json.text("factor"),
          json.optionalText("before_floor"),
          json.objects("caps", Cap::from));
    }

    /**
     * One cap of the JSON.
     *
     * @param amount amount, two decimals; null: none
     */
    public record Cap(
        String id,
        String title,
        Optional<BigDecimal> amount,
        Optional<String> formula,
        Optional<String> reason) {
      static Cap from(Json json) {
        return new Cap(
            json.text("id"),
            json.text("title"),
            json.optionalAmount("amount"),
            json.optionalText("formula"),
            json.optionalText("reason"));
      }
    }
  }

  /**
   * Sales by statements, invoices and tax.
   *
   * @param statements amount, two decimals; null: none
   * @param invoices amount, two decimals; null: none
   * @param tax amount, two decimals; null: none
   * @param verified amount, two decimals; null: none
   */
  public record Triangulation(
      Optional<BigDecimal> statements,
      Optional<BigDecimal> invoices,
      Optional<BigDecimal> tax,
      Optional<BigDecimal> verified,
      Optional<String> dispersion,
      String agreement) {
    static Triangulation from(Json json) {
      return new Triangulation(
          json.optionalAmount("statements"),
          json.optionalAmount("invoices"),
          json.optionalAmount("tax"),
          json.optionalAmount("verified"),
          json.optionalText("dispersion"),
          json.text("agreement"));
    }
  }

  /**
   * One month of the JSON.
   *
   * @param inflow amount in yuan (元) or units of the currency, two decimals
   * @param outflow amount in yuan (元) or units of the currency, two decimals
   * @param effective amount in yuan (元) or units of the currency, two decimals
   */
  public record Month(
      YearMonth month,
      boolean full,
      BigDecimal inflow,
      BigDecimal outflow,
      BigDecimal effective) {
    static Month from(Json json) {
      return new Month(
          json.month("month"),
          json.truth("full"),
          json.amount("inflow"),
          json.amount("outflow"),
          json.amount("effective"));
    }
  }

  /**
   * One flow class of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record FlowClass(
      String flowClass,
      String title,
      BigDecimal amount,
      long count,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public FlowClass {
      evidence = List.copyOf(evidence);
    }

    static FlowClass from(Json json) {
      return new FlowClass(
          json.text("class"),
          json.text("title"),
          json.amount("amount"),
          json.integer("count"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One paying customer of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record PayingCustomer(
      String name,
      BigDecimal amount,
      String share,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public PayingCustomer {
      evidence = List.copyOf(evidence);
    }

    static PayingCustomer from(Json json) {
      return new PayingCustomer(
          json.text("name"),
          json.amount("amount"),
          json.text("share"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One invoiced buyer of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record InvoicedBuyer(
      String name,
      BigDecimal amount,
      String share,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public InvoicedBuyer {
      evidence = List.copyOf(evidence);
    }

    static InvoicedBuyer from(Json json) {
      return new InvoicedBuyer(
          json.text("name"),
          json.amount("amount"),
          json.text("share"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One cycle of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record Cycle(
      List<Place> legs,
      List<String> counterparties,
      LocalDate from,
      LocalDate to,
      long days,
      BigDecimal amount) {
    /** Copies what a caller could still change. */
    public Cycle {
      legs = List.copyOf(legs);
      counterparties = List.copyOf(counterparties);
    }

    static Cycle from(Json json) {
      return new Cycle(
          json.objects("legs", Place::from),
          json.texts("counterparties"),
          json.date("from"),
          json.date("to"),
          json.integer("days"),
          json.amount("amount"));
    }
  }

  /**
   * One chain break of the JSON.
   *
   * @param expected amount in yuan (元) or units of the currency, two decimals
   * @param shown amount in yuan (元) or units of the currency, two decimals
   */
  public record ChainBreak(
      String source,
      long row,
      BigDecimal expected,
      BigDecimal shown) {
    static ChainBreak from(Json json) {
      return new ChainBreak(
          json.text("source"),
          json.integer("row"),
          json.amount("expected"),
          json.amount("shown"));
    }
  }

  /** One duplicate of the JSON. */
  public record Duplicate(
      String source,
      long row,
      long duplicateOf) {
    static Duplicate from(Json json) {
      return new Duplicate(
          json.text("source"),
          json.integer("row"),
          json.integer("duplicate_of"));
    }
  }

  /**
   * One invoice month of the JSON.
   *
   * @param issuedEx amount in yuan (元) or units of the currency, two decimals
   * @param issuedIncl amount in yuan (元) or units of the currency, two decimals
   * @param attributedEx amount in yuan (元) or units of the currency, two decimals
   */
  public record InvoiceMonth(
      YearMonth month,
      BigDecimal issuedEx,
      BigDecimal issuedIncl,
      BigDecimal attributedEx,
      boolean covered) {
    static InvoiceMonth from(Json json) {
      return new InvoiceMonth(
          json.month("month"),
          json.amount("issued_ex"),
          json.amount("issued_incl"),
          json.amount("attributed_ex"),
          json.truth("covered"));
    }
  }

  /** 资料. */
  public record Material(
      String id,
      String name,
      boolean required,
      String status,
      Optional<String> replacedBy,
      List<String> reasons) {
    /** Copies what a caller could still change. */
    public Material {
      reasons = List.copyOf(reasons);
    }

    static Material from(Json json) {
      return new Material(
          json.text("id"),
          json.text("name"),
          json.truth("required"),
          json.text("status"),
          json.optionalText("replaced_by"),
          json.texts("reasons"));
    }
  }

  /**
   * 来源.
   *
   * @param files a scan of several files: their names in the order of its pages
   * @param unread NOT_READ: why, and what to do
   */
  public record Source(
      String id,
      String name,
      String kind,
      String layout,
      long rows,
      String sha256,
      Optional<String> retrievedAt,
      Optional<String> dataAsOf,
      Status status,
      Optional<String> consent,
      Optional<String> refusal,
      Optional<List<String>> files,
      Optional<String> unread) {
    /** Copies what a caller could still change. */
    public Source {
      files = files.map(List::copyOf);
    }

    static Source from(Json json) {
      return new Source(
          json.text("id"),
          json.text("name"),
          json.text("kind"),
          json.text("layout"),
          json.integer("rows"),
          json.text("sha256"),
          json.optionalText("retrieved_at"),
          json.optionalText("data_as_of"),
          json.word("status", Status::find),
          json.optionalText("consent"),
          json.optionalText("refusal"),
          json.optionalTexts("files"),
          json.optionalText("unread"));
    }

    /** The words of this member of the JSON. */
    public enum Status {
      /** {@code USED}. */
      USED("USED"),
      /** {@code NOT_AUTHORISED}. */
      NOT_AUTHORISED("NOT_AUTHORISED"),
      /** {@code NOT_READ}. */
      NOT_READ("NOT_READ");

      private final String text;

      Status(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Status find(String text) {
        for (Status value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /** One read note of the JSON. */
  public record ReadNote(
      String source,
      String code,
      long row,
      long column,
      String message,
      OptionalLong page) {
    static ReadNote from(Json json) {
      return new ReadNote(
          json.text("source"),
          json.text("code"),
          json.integer("row"),
          json.integer("column"),
          json.text("message"),
          json.optionalInteger("page"));
    }
  }

  /** One scan of the JSON. */
  public record Scan(
      String source,
      String engine,
      List<Row> rows) {
    /** Copies what a caller could still change. */
    public Scan {
      rows = List.copyOf(rows);
    }

    static Scan from(Json json) {
      return new Scan(
          json.text("source"),
          json.text("engine"),
          json.objects("rows", Row::from));
    }

    /**
     * One row of the JSON.
     *
     * @param page over all files of the source
     * @param used false: its amount, date or direction cannot be read, and it is in no figure
     * @param verdict docs/ocr.md: an equation proves it; read clearly without proof; unclear
     *     or contradicted
     * @param by verified: balance chain, page total, statement total
     * @param why not verified: one sentence without a value of the document
     * @param second where a second engine read the amounts: whether it has the amount that
     *     stands here; no proof
     * @param nameResolved the counterparty is not as read but as known from elsewhere
     * @param amounts readings that the pixels allow, the best first; natural logarithm,
     *     relative to the best
     * @param balances readings that the pixels allow, the best first; natural logarithm,
     *     relative to the best
     * @param repairs what was read, what was concluded, by which equation
     * @param boxes blank cells and columns that the table has not are left out
     */
    public record Row(
        long row,
        long page,
        BigDecimal amount,
        boolean used,
        Verdict verdict,
        Optional<String> by,
        Optional<String> why,
        Optional<Second> second,
        Optional<Boolean> nameResolved,
        Optional<List<Alternatives>> amounts,
        Optional<List<Alternatives>> balances,
        Optional<List<Repair>> repairs,
        Boxes boxes) {
      /** Copies what a caller could still change. */
      public Row {
        amounts = amounts.map(List::copyOf);
        balances = balances.map(List::copyOf);
        repairs = repairs.map(List::copyOf);
      }

      static Row from(Json json) {
        return new Row(
            json.integer("row"),
            json.integer("page"),
            json.amount("amount"),
            json.truth("used"),
            json.word("verdict", Verdict::find),
            json.optionalText("by"),
            json.optionalText("why"),
            json.optionalWord("second", Second::find),
            json.optionalTruth("name_resolved"),
            json.optionalObjects("amounts", Alternatives::from),
            json.optionalObjects("balances", Alternatives::from),
            json.optionalObjects("repairs", Repair::from),
            json.object("boxes", Boxes::from));
      }

      /**
       * Docs/ocr.md: an equation proves it; read clearly without proof; unclear or
       * contradicted.
       */
      public enum Verdict {
        /** {@code verified}. */
        VERIFIED("verified"),
        /** {@code plausible}. */
        PLAUSIBLE("plausible"),
        /** {@code doubtful}. */
        DOUBTFUL("doubtful");

        private final String text;

        Verdict(String text) {
          this.text = text;
        }

        /** As the JSON has it. */
        public String text() {
          return text;
        }

        static Verdict find(String text) {
          for (Verdict value : values()) {
            if (value.text.equals(text)) {
              return value;
            }
          }
          return null;
        }
      }

      /**
       * Where a second engine read the amounts: whether it has the amount that stands here; no
       * proof.
       */
      public enum Second {
        /** {@code agrees}. */
        AGREES("agrees"),
        /** {@code differs}. */
        DIFFERS("differs"),
        /** {@code unread}. */
        UNREAD("unread");

        private final String text;

        Second(String text) {
          this.text = text;
        }

        /** As the JSON has it. */
        public String text() {
          return text;
        }

        static Second find(String text) {
          for (Second value : values()) {
            if (value.text.equals(text)) {
              return value;
            }
          }
          return null;
        }
      }

      /** One repair of the JSON. */
      public record Repair(
          Field field,
          String read,
          String chosen,
          String equation) {
        static Repair from(Json json) {
          return new Repair(
              json.word("field", Field::find),
              json.text("read"),
              json.text("chosen"),
              json.text("equation"));
        }

        /** The words of this member of the JSON. */
        public enum Field {
          /** {@code amount}. */
          AMOUNT("amount"),
          /** {@code balance}. */
          BALANCE("balance"),
          /** {@code date}. */
          DATE("date"),
          /** {@code direction}. */
          DIRECTION("direction"),
          /** {@code counterparty}. */
          COUNTERPARTY("counterparty");

          private final String text;

          Field(String text) {
            this.text = text;
          }

          /** As the JSON has it. */
          public String text() {
            return text;
          }

          static Field find(String text) {
            for (Field value : values()) {
              if (value.text.equals(text)) {
                return value;
              }
            }
            return null;
          }
        }
      }

      /**
       * Blank cells and columns that the table has not are left out.
       *
       * @param row corners in pixels of the picture as it was handed in: left top, right top,
       *     right bottom, left bottom of the upright text
       * @param date corners in pixels of the picture as it was handed in: left top, right top,
       *     right bottom, left bottom of the upright text
       * @param direction corners in pixels of the picture as it was handed in: left top, right
       *     top, right bottom, left bottom of the upright text
       * @param amount corners in pixels of the picture as it was handed in: left top, right
       *     top, right bottom, left bottom of the upright text
       * @param balance corners in pixels of the picture as it was handed in: left top, right
       *     top, right bottom, left bottom of the upright text
       * @param counterparty corners in pixels of the picture as it was handed in: left top,
       *     right top, right bottom, left bottom of the upright text
       */
      public record Boxes(
          Optional<List<Object>> row,
          Optional<List<Object>> date,
          Optional<List<Object>> direction,
          Optional<List<Object>> amount,
          Optional<List<Object>> balance,
          Optional<List<Object>> counterparty) {
        /** Copies what a caller could still change. */
        public Boxes {
          row = row.map(List::copyOf);
          date = date.map(List::copyOf);
          direction = direction.map(List::copyOf);
          amount = amount.map(List::copyOf);
          balance = balance.map(List::copyOf);
          counterparty = counterparty.map(List::copyOf);
        }

        static Boxes from(Json json) {
          return new Boxes(
              json.optionalValues("row"),
              json.optionalValues("date"),
              json.optionalValues("direction"),
              json.optionalValues("amount"),
              json.optionalValues("balance"),
              json.optionalValues("counterparty"));
        }
      }
    }
  }

  /**
   * One account of the JSON.
   *
   * @param differences rows inside the periods of two files that only one of them has
   */
  public record Account(
      List<String> sources,
      String account,
      String bank,
      long rows,
      long repeatedRows,
      List<Covered> covered,
      List<Gap> gaps,
      List<Silent> silent,
      List<Place> differences,
      List<Unjoined> unjoined) {
    /** Copies what a caller could still change. */
    public Account {
      sources = List.copyOf(sources);
      covered = List.copyOf(covered);
      gaps = List.copyOf(gaps);
      silent = List.copyOf(silent);
      differences = List.copyOf(differences);
      unjoined = List.copyOf(unjoined);
    }

    static Account from(Json json) {
      return new Account(
          json.texts("sources"),
          json.text("account"),
          json.text("bank"),
          json.integer("rows"),
          json.integer("repeated_rows"),
          json.objects("covered", Covered::from),
          json.objects("gaps", Gap::from),
          json.objects("silent", Silent::from),
          json.objects("differences", Place::from),
          json.objects("unjoined", Unjoined::from));
    }

    /** One covered of the JSON. */
    public record Covered(
        LocalDate from,
        LocalDate to) {
      static Covered from(Json json) {
        return new Covered(
            json.date("from"),
            json.date("to"));
      }
    }

    /** One gap of the JSON. */
    public record Gap(
        LocalDate from,
        LocalDate to) {
      static Gap from(Json json) {
        return new Gap(
            json.date("from"),
            json.date("to"));
      }
    }

    /** One silent of the JSON. */
    public record Silent(
        LocalDate from,
        LocalDate to) {
      static Silent from(Json json) {
        return new Silent(
            json.date("from"),
            json.date("to"));
      }
    }

    /**
     * One unjoined of the JSON.
     *
     * @param expected amount in yuan (元) or units of the currency, two decimals
     * @param shown amount in yuan (元) or units of the currency, two decimals
     */
    public record Unjoined(
        String source,
        LocalDate at,
        BigDecimal expected,
        BigDecimal shown) {
      static Unjoined from(Json json) {
        return new Unjoined(
            json.text("source"),
            json.date("at"),
            json.amount("expected"),
            json.amount("shown"));
      }
    }
  }

  /** One repeat of the JSON. */
  public record Repeat(
      Place row,
      Place countedAs,
      Why why) {
    static Repeat from(Json json) {
      return new Repeat(
          json.object("row", Place::from),
          json.object("counted_as", Place::from),
          json.word("why", Why::find));
    }

    /** The words of this member of the JSON. */
    public enum Why {
      /** {@code OTHER_FILE}. */
      OTHER_FILE("OTHER_FILE"),
      /** {@code OTHER_ACCOUNT}. */
      OTHER_ACCOUNT("OTHER_ACCOUNT");

      private final String text;

      Why(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Why find(String text) {
        for (Why value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /** One own transfer of the JSON. */
  public record OwnTransfer(
      Place out,
      Place in) {
    static OwnTransfer from(Json json) {
      return new OwnTransfer(
          json.object("out", Place::from),
          json.object("in", Place::from));
    }
  }

  /**
   * One invoice payment of the JSON.
   *
   * @param invoiceAmount amount in yuan (元) or units of the currency, two decimals
   * @param paymentAmount amount in yuan (元) or units of the currency, two decimals
   * @param settled amount in yuan (元) or units of the currency, two decimals
   * @param deducted amount in yuan (元) or units of the currency, two decimals
   * @param others other invoices that the payment may settle
   */
  public record InvoicePayment(
      Place invoice,
      String invoiceNo,
      Place payment,
      String customer,
      String payer,
      LocalDate issued,
      LocalDate paid,
      BigDecimal invoiceAmount,
      BigDecimal paymentAmount,
      BigDecimal settled,
      BigDecimal deducted,
      Kind kind,
      boolean ambiguous,
      boolean interchangeable,
      String why,
      List<Other> others) {
    /** Copies what a caller could still change. */
    public InvoicePayment {
      others = List.copyOf(others);
    }

    static InvoicePayment from(Json json) {
      return new InvoicePayment(
          json.object("invoice", Place::from),
          json.text("invoice_no"),
          json.object("payment", Place::from),
          json.text("customer"),
          json.text("payer"),
          json.date("issued"),
          json.date("paid"),
          json.amount("invoice_amount"),
          json.amount("payment_amount"),
          json.amount("settled"),
          json.amount("deducted"),
          json.word("kind", Kind::find),
          json.truth("ambiguous"),
          json.truth("interchangeable"),
          json.text("why"),
          json.objects("others", Other::from));
    }

    /** The words of this member of the JSON. */
    public enum Kind {
      /** {@code single}. */
      SINGLE("single"),
      /** {@code batch}. */
      BATCH("batch"),
      /** {@code instalments}. */
      INSTALMENTS("instalments"),
      /** {@code part}. */
      PART("part");

      private final String text;

      Kind(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Kind find(String text) {
        for (Kind value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }

    /** One other of the JSON. */
    public record Other(
        String source,
        long row,
        String invoiceNo) {
      static Other from(Json json) {
        return new Other(
            json.text("source"),
            json.integer("row"),
            json.text("invoice_no"));
      }
    }
  }

  /**
   * One purchase payment of the JSON.
   *
   * @param invoiceAmount amount in yuan (元) or units of the currency, two decimals
   * @param paymentAmount amount in yuan (元) or units of the currency, two decimals
   * @param settled amount in yuan (元) or units of the currency, two decimals
   * @param deducted amount in yuan (元) or units of the currency, two decimals
   * @param others other invoices that the payment may settle
   */
  public record PurchasePayment(
      Place invoice,
      String invoiceNo,
      Place payment,
      String customer,
      String payer,
      LocalDate issued,
      LocalDate paid,
      BigDecimal invoiceAmount,
      BigDecimal paymentAmount,
      BigDecimal settled,
      BigDecimal deducted,
      Kind kind,
      boolean ambiguous,
      boolean interchangeable,
      String why,
      List<Other> others) {
    /** Copies what a caller could still change. */
    public PurchasePayment {
      others = List.copyOf(others);
    }

    static PurchasePayment from(Json json) {
      return new PurchasePayment(
          json.object("invoice", Place::from),
          json.text("invoice_no"),
          json.object("payment", Place::from),
          json.text("customer"),
          json.text("payer"),
          json.date("issued"),
          json.date("paid"),
          json.amount("invoice_amount"),
          json.amount("payment_amount"),
          json.amount("settled"),
          json.amount("deducted"),
          json.word("kind", Kind::find),
          json.truth("ambiguous"),
          json.truth("interchangeable"),
          json.text("why"),
          json.objects("others", Other::from));
    }

    /** The words of this member of the JSON. */
    public enum Kind {
      /** {@code single}. */
      SINGLE("single"),
      /** {@code batch}. */
      BATCH("batch"),
      /** {@code instalments}. */
      INSTALMENTS("instalments"),
      /** {@code part}. */
      PART("part");

      private final String text;

      Kind(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Kind find(String text) {
        for (Kind value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }

    /** One other of the JSON. */
    public record Other(
        String source,
        long row,
        String invoiceNo) {
      static Other from(Json json) {
        return new Other(
            json.text("source"),
            json.integer("row"),
            json.text("invoice_no"));
      }
    }
  }

  /** One name merge of the JSON. */
  public record NameMerge(
      String printed,
      String knownAs,
      String why,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public NameMerge {
      evidence = List.copyOf(evidence);
    }

    static NameMerge from(Json json) {
      return new NameMerge(
          json.text("printed"),
          json.text("known_as"),
          json.text("why"),
          json.objects("evidence", Evidence::from));
    }
  }

  /** One contradiction of the JSON. */
  public record Contradiction(
      Place place,
      Place otherPlace,
      String record,
      String field,
      String stated,
      String otherStated,
      Optional<LocalDate> since) {
    static Contradiction from(Json json) {
      return new Contradiction(
          json.object("place", Place::from),
          json.object("other_place", Place::from),
          json.text("record"),
          json.text("field"),
          json.text("stated"),
          json.text("other_stated"),
          json.optionalDate("since"));
    }
  }

  /** One override of the JSON. */
  public record Override(
      String source,
      long row,
      String flowClass,
      Optional<String> classBefore,
      String by,
      String at,
      String why) {
    static Override from(Json json) {
      return new Override(
          json.text("source"),
          json.integer("row"),
          json.text("class"),
          json.optionalText("class_before"),
          json.text("by"),
          json.text("at"),
          json.text("why"));
    }
  }

  /** One query of the JSON. */
  public record Query(
      String id,
      String provider,
      String source,
      String record,
      String field,
      String stated,
      List<Other> others,
      Optional<LocalDate> since,
      String question,
      List<String> checks,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public Query {
      others = List.copyOf(others);
      checks = List.copyOf(checks);
      evidence = List.copyOf(evidence);
    }

    static Query from(Json json) {
      return new Query(
          json.text("id"),
          json.text("provider"),
          json.text("source"),
          json.text("record"),
          json.text("field"),
          json.text("stated"),
          json.objects("others", Other::from),
          json.optionalDate("since"),
          json.text("question"),
          json.texts("checks"),
          json.objects("evidence", Evidence::from));
    }

    /** One other of the JSON. */
    public record Other(
        String source,
        String stated) {
      static Other from(Json json) {
        return new Other(
            json.text("source"),
            json.text("stated"));
      }
    }
  }

  /** One investigation point of the JSON. */
  public record InvestigationPoint(
      String id,
      String severity,
      Optional<Object> answer) {
    static InvestigationPoint from(Json json) {
      return new InvestigationPoint(
          json.text("id"),
          json.text("severity"),
          json.optionalValue("answer"));
    }
  }

  /** The file of answers that was given. */
  public record Answers(
      String sha256,
      String inputDigest,
      List<String> notes) {
    /** Copies what a caller could still change. */
    public Answers {
      notes = List.copyOf(notes);
    }

    static Answers from(Json json) {
      return new Answers(
          json.text("sha256"),
          json.text("input_digest"),
          json.texts("notes"));
    }
  }

  /**
   * One evidence of the JSON.
   *
   * @param rows numbers of rows: 1-20,25
   */
  public record Evidence(
      String source,
      Optional<String> rows) {
    static Evidence from(Json json) {
      return new Evidence(
          json.text("source"),
          json.optionalText("rows"));
    }
  }

  /**
   * A value, or why there is none: missing is never zero.
   *
   * @param value amounts and decimals are texts
   * @param doubt rows of scans in the evidence that nothing proves; rows that are left out of
   *     every figure are counted with each figure of their source
   */
  public record Fact(
      Optional<String> title,
      Optional<Object> value,
      Optional<List<Evidence>> evidence,
      Optional<State> state,
      Optional<String> reason,
      Optional<String> suppliedBy,
      Optional<Doubt> doubt) {
    /** Copies what a caller could still change. */
    public Fact {
      evidence = evidence.map(List::copyOf);
    }

    static Fact from(Json json) {
      return new Fact(
          json.optionalText("title"),
          json.optionalValue("value"),
          json.optionalObjects("evidence", Evidence::from),
          json.optionalWord("state", State::find),
          json.optionalText("reason"),
          json.optionalText("supplied_by"),
          json.optionalObject("doubt", Doubt::from));
    }

    /** The words of this member of the JSON. */
    public enum State {
      /** {@code missing}. */
      MISSING("missing"),
      /** {@code not_applicable}. */
      NOT_APPLICABLE("not_applicable");

      private final String text;

      State(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static State find(String text) {
        for (State value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /**
   * Rows of scans in the evidence that nothing proves; rows that are left out of every figure
   * are counted with each figure of their source.
   */
  public record Doubt(
      long unprovedRows,
      long doubtfulRows,
      BigDecimal doubtfulAmount) {
    static Doubt from(Json json) {
      return new Doubt(
          json.integer("unproved_rows"),
          json.integer("doubtful_rows"),
          json.amount("doubtful_amount"));
    }
  }

  /** Readings that the pixels allow, the best first; natural logarithm, relative to the best. */
  public record Alternatives(
      String text,
      BigDecimal logProbability) {
    static Alternatives from(Json json) {
      return new Alternatives(
          json.text("text"),
          json.number("log_probability"));
    }
  }

  /**
   * One place of the JSON.
   *
   * @param source id of the source
   */
  public record Place(
      String source,
      long row) {
    static Place from(Json json) {
      return new Place(
          json.text("source"),
          json.integer("row"));
    }
  }
}
