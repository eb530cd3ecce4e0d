export interface Quote {
  cents: number;
  zone: string;
}

export async function fetchQuote(weight: number, zone: string): Promise<Quote> {
  const response = await fetch(`/quote?weight=${weight}&zone=${encodeURIComponent(zone)}`);
  if (!response.ok) {
    throw new Error(`quote failed: ${response.status}`);
  }
  return (await response.json()) as Quote;
}
