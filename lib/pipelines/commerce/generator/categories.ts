/**
 * The shop's categories, shaped after a real multi-category shop: what sells, for how much, under which brands and at
 * what time of the day. A third of the events there have no category code, and so have some categories here.
 */
export interface Category {
  readonly id: string;
  readonly code: string | null;
  /** How much of the traffic it has, relative to the others. */
  readonly weight: number;
  readonly medianPrice: number;
  /** The hour of the day, in UTC, at which it is asked for most. */
  readonly peakHour: number;
  readonly brands: readonly string[];
}

type Row = readonly [
  code: string | null,
  weight: number,
  medianPrice: number,
  peakHour: number,
  brands: string,
];

const ROWS: readonly Row[] = [
  ["electronics.smartphone", 28, 250, 19, "samsung apple xiaomi huawei oppo nokia"],
  ["electronics.clocks", 4, 160, 20, "casio samsung apple tissot"],
  ["electronics.audio.headphone", 5, 90, 18, "sony apple jbl xiaomi"],
  ["electronics.video.tv", 4, 320, 21, "samsung lg sony artel"],
  ["electronics.telephone", 2, 25, 11, "nokia texet philips"],
  ["computers.notebook", 6, 480, 20, "lenovo acer hp asus apple"],
  ["computers.desktop", 2, 420, 20, "hp acer lenovo"],
  ["computers.peripherals.mouse", 2, 22, 17, "logitech razer sven"],
  ["appliances.kitchen.refrigerators", 3, 390, 12, "lg samsung artel beko"],
  ["appliances.kitchen.washer", 3, 290, 12, "lg samsung indesit bosch"],
  ["appliances.kitchen.microwave", 2, 85, 13, "elenberg lg samsung"],
  ["appliances.kitchen.meat_grinder", 2, 60, 13, "redmond bosch moulinex"],
  ["appliances.environment.vacuum", 4, 110, 11, "karcher samsung bosch xiaomi"],
  ["appliances.environment.air_heater", 3, 45, 8, "almacom ballu resanta"],
  ["appliances.iron", 2, 35, 10, "philips braun tefal"],
  ["furniture.living_room.sofa", 3, 350, 15, "brw lounge"],
  ["furniture.bedroom.bed", 2, 260, 15, "brw dafna"],
  ["auto.accessories.player", 3, 95, 16, "pioneer alpine sony"],
  ["construction.tools.drill", 2, 70, 9, "bosch makita dewalt"],
  ["apparel.shoes", 4, 65, 14, "respect baden rooman"],
  ["accessories.bag", 2, 40, 14, "karya wenger"],
  [null, 14, 55, 13, "lucente cordiant dauscher"],
  [null, 9, 30, 16, "sokolov shiseido pastel"],
  [null, 6, 120, 19, "elenberg artel lg"],
];

const ID_BASE = 2_053_013_550_000_000_000n;
const ID_STEP = 1_048_583n;

export const CATEGORIES: readonly Category[] = ROWS.map(
  ([code, weight, medianPrice, peakHour, brands], index) => ({
    id: String(ID_BASE + ID_STEP * BigInt(index + 1)),
    code,
    weight,
    medianPrice,
    peakHour,
    brands: brands.split(" "),
  }),
);
